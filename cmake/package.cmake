# Debian packages, by `make package`: a component of the installation each.
set(debian "${PROJECT_SOURCE_DIR}/packaging/debian")

function(package component name section depends summary description)
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${summary}\n${description}" PARENT_SCOPE)
  # Only in packages: elsewhere /etc is not ours, and licences lie with the source.
  foreach(file "${debian}/changelog" "${debian}/copyright" "${PROJECT_SOURCE_DIR}/NOTICE")
    install(FILES "${file}" DESTINATION share/doc/${name} COMPONENT ${component} EXCLUDE_FROM_ALL)
  endforeach()
endfunction()

set(about "Fumiban reads mail in every way in which mail programs read it, takes it apart\ndown to the last attachment, and says what it found, with proof. What could\nnot be read is never called clean.")
package(command fumiban mail "" "mail scanner that calls nothing clean that it could not read"
        "${about}\n.\nThis package holds the command and the worker that parses behind a wall.")
package(gateway fumiban-gateway mail "fumiban (= ${PROJECT_VERSION}), adduser, init-system-helpers (>= 1.54~), procps"
        "mail gateway for milter and clamd clients" "${about}\n.\nThis package holds the daemon that mail servers ask.")
package(library libfumiban-dev libdevel
        "libarchive-dev, libbz2-dev, libdeflate-dev, libicu-dev, liblzma-dev, libssl-dev, libtomlplusplus-dev, libzstd-dev, pkg-config"
        "mail scanner as a C++ library (development files)"
        "${about}\n.\nThis package holds headers, the static library and its CMake files.")
set(CPACK_DEBIAN_GATEWAY_PACKAGE_CONTROL_EXTRA "${debian}/conffiles;${debian}/postinst;${debian}/prerm;${debian}/postrm")
install(FILES "${PROJECT_SOURCE_DIR}/packaging/fumiband.toml" DESTINATION /etc/fumiban COMPONENT gateway EXCLUDE_FROM_ALL)
install(DIRECTORY DESTINATION /etc/fumiban/conf.d COMPONENT gateway EXCLUDE_FROM_ALL)

# What no package takes would be missing in all of them.
get_cmake_property(components COMPONENTS)
if("Unspecified" IN_LIST components)
  message(FATAL_ERROR "something is installed without a COMPONENT")
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # it would stand before those above
set(CPACK_COMPONENTS_ALL command gateway library)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/compress.cmake")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The Fumiban maintainers <maintainers@fumiban.invalid>")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_VERBATIM_VARIABLES ON)
include(CPack)
