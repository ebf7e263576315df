# bash completion for fumiband
complete -o default -W '--check --config --help --new-token --version --worker' fumiband
