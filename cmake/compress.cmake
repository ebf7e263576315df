# Manual pages and changelogs as Debian has them. Run by CPack on what it is about to pack.
file(GLOB_RECURSE files "${CPACK_TEMPORARY_DIRECTORY}/*.[0-9]" "${CPACK_TEMPORARY_DIRECTORY}/changelog")
list(FILTER files INCLUDE REGEX "/share/(man|doc)/")
foreach(file IN LISTS files)
  execute_process(COMMAND gzip -9n "${file}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
