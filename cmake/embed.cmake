# Puts a text file into a program: NAME, a `const std::string_view` that HEADER declares in
# charterd::config, is what FILE holds when it is built.
function(charterd_embed target header name file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(FIND "${text}" ")embedded\"" taken)
  if(NOT taken EQUAL -1)
    message(FATAL_ERROR "${file} cannot be embedded")
  endif()
  set(made ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cc)
  file(CONFIGURE OUTPUT ${made} @ONLY CONTENT [[// Made of @file@.
#include "@header@"

namespace charterd::config {
const std::string_view @name@ = R"embedded(@text@)embedded";
}  // namespace charterd::config
]])
  target_sources(${target} PRIVATE ${made})
endfunction()
