# What `cmake --install` puts where: the GNU folders below the prefix, and the configuration as
# configuration.cmake says.
include(GNUInstallDirs)

set(example ${PROJECT_SOURCE_DIR}/config/example)
set(units charterd.service charterd-isolated.service charterd.socket charterd-public.socket)
list(TRANSFORM units PREPEND ${PROJECT_SOURCE_DIR}/systemd/)

install(TARGETS charterd RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# systemd looks below /usr/lib and /usr/local/lib, never in an architecture's folder.
install(FILES ${units} DESTINATION lib/systemd/system)
install(FILES systemd/charterd.sysusers DESTINATION lib/sysusers.d RENAME charterd.conf)
install(FILES systemd/charterd.tmpfiles DESTINATION lib/tmpfiles.d RENAME charterd.conf)
install(CODE "set(source \"${PROJECT_SOURCE_DIR}\")\nset(etc \"${CMAKE_INSTALL_SYSCONFDIR}\")")
install(SCRIPT cmake/configuration.cmake)

set(data ${CMAKE_INSTALL_DATADIR}/charterd)
install(DIRECTORY config/prometheus config/alertmanager DESTINATION ${data})
install(DIRECTORY grafana/dashboards grafana/provisioning DESTINATION ${data}/grafana)

# Where `charterd init` looks for them.
install(DIRECTORY config/schema DESTINATION ${data})
install(FILES config/GUIDE.md README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
# Debian wants all of a package's texts in UTF-8: the example whose export is not stays in the sources.
install(DIRECTORY config/examples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples
        PATTERN natural-food-shop EXCLUDE)
install(FILES ${example}/charter.yml ${example}/charterd.yml ${example}/holidays.ics
              ${example}/sample.jsonl
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES systemd/charterd.logrotate DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples
        RENAME logrotate)
install(FILES daemon/charterd.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME charterd)

# charterd_install_gzipped(FILE DESTINATION [NAME]): as Debian's policy wants them, without a date.
find_program(GZIP_PROGRAM gzip REQUIRED)
function(charterd_install_gzipped file destination)
  get_filename_component(name ${file} NAME)
  if(ARGN)
    set(name ${ARGN})
  endif()
  set(made ${PROJECT_BINARY_DIR}/install/${name}.gz)
  add_custom_command(OUTPUT ${made} DEPENDS ${file}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/install
    COMMAND ${GZIP_PROGRAM} -9n < ${PROJECT_SOURCE_DIR}/${file} > ${made} VERBATIM)
  set_property(GLOBAL APPEND PROPERTY CHARTERD_GZIPPED ${made})
  install(FILES ${made} DESTINATION ${destination})
endfunction()

charterd_install_gzipped(daemon/charterd.1 ${CMAKE_INSTALL_MANDIR}/man1)
charterd_install_gzipped(config/charterd.yml.5 ${CMAKE_INSTALL_MANDIR}/man5)
charterd_install_gzipped(config/charter.yml.5 ${CMAKE_INSTALL_MANDIR}/man5)
charterd_install_gzipped(CHANGELOG.md ${CMAKE_INSTALL_DOCDIR} changelog)
