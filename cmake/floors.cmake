# A floor sees only the folders of the floors it links. Each folder has an include root of its own,
# a link to itself in the build tree, so that an include of a higher floor does not compile.
function(charterd_floor_root target folder)
  set(root ${CMAKE_BINARY_DIR}/floors/${target})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${root}/${folder} SYMBOLIC)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_include_directories(${target} INTERFACE ${root})
  else()
    target_include_directories(${target} PUBLIC ${root})
  endif()
endfunction()

# A library of every .cc file in the current folder.
function(charterd_floor target)
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PRIVATE charterd_flags)
  charterd_batches(${target} ${sources})
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  charterd_floor_root(${target} ${folder})
endfunction()
