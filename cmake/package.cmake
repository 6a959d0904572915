# The Debian package, by `cpack` in the build folder. charterd-dbgsym has what was stripped.
charterd_install_gzipped(cmake/debian/changelog ${CMAKE_INSTALL_DOCDIR} changelog.Debian)
install(FILES cmake/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
get_property(gzipped GLOBAL PROPERTY CHARTERD_GZIPPED)
add_custom_target(charterd_gzipped ALL DEPENDS ${gzipped})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_NAME charterd)
set(CPACK_PACKAGE_CONTACT "charterd maintainers <maintainers@charterd.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "measures a customer service charter, for Prometheus")
set(CPACK_PACKAGE_DESCRIPTION
"Reads the event logs that service desks, phone queues, shops and surveys
already write, measures them against the targets of a customer service
charter, and exports compliance for Prometheus.
.
The package has the daemon as a systemd service, rules and alerts for
Prometheus and dashboards for Grafana.")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# Not Debian's own, and older than any that Debian may make of the same version.
set(CPACK_DEBIAN_PACKAGE_RELEASE 0charterd1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "tzdata, systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "prometheus, prometheus-alertmanager, logrotate")
set(CPACK_DEBIAN_DEBUGINFO_PACKAGE ON)
set(CPACK_POST_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debug_symbols.cmake)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(debian ${PROJECT_SOURCE_DIR}/cmake/debian)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${debian}/postinst ${debian}/prerm ${debian}/postrm ${debian}/conffiles)
include(CPack)
