# bash completion for fumiband
complete -o default -W '--check --config --help --version --worker' fumiband
