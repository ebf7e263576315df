# Writes the files of rules/, and those of docs/ that programs ask for, into a source file as string constants, so that the library does no I/O.
# Usage: cmake -DOUT=embedded.cpp -DRULES=dir -P embed.cmake
set(body "// Written by cmake/embed.cmake from rules/.\n#include \"rules/embedded.hpp\"\n\nnamespace fumiban::rules {\n\n")
foreach(pair IN ITEMS "kPolicy:policy.toml" "kMessagesEn:messages.en.toml" "kMessagesJa:messages.ja.toml"
        "kOpenApi:../docs/openapi.json" "kReportSchema:../docs/report.schema.json")
  string(REPLACE ":" ";" pair "${pair}")
  list(GET pair 0 name)
  list(GET pair 1 file)
  file(READ "${RULES}/${file}" text)
  # A raw string literal may be 64 KB long for every compiler: cut into pieces.
  string(LENGTH "${text}" length)
  set(at 0)
  set(pieces "")
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(FIND "${piece}" "\n" cut REVERSE) # never inside a character
    if(cut GREATER 0)
      math(EXPR cut "${cut} + 1")
      string(SUBSTRING "${piece}" 0 ${cut} piece)
    endif()
    string(APPEND pieces "\n    R\"fumiban(${piece})fumiban\"")
    string(LENGTH "${piece}" cut)
    math(EXPR at "${at} + ${cut}")
  endwhile()
  string(APPEND body "const std::string_view ${name} =${pieces};\n\n")
endforeach()
string(APPEND body "} // namespace fumiban::rules\n")
file(WRITE "${OUT}" "${body}")
