# Compiles the sources of a target some at a time: most of a compiler's time goes to headers and
# templates that they share. `./bootstrap test` does so for the sanitizers; its release build goes file by
# file, so that a forgotten include shows.
option(CHARTERD_BATCHES "Compile many sources as one: faster from nothing, slower after a change" OFF)
if(CHARTERD_BATCHES)
  find_program(CHARTERD_BATCHES_PYTHON python3 REQUIRED)
  # Within a batch a local name may hide one of another source.
  target_compile_options(charterd_flags INTERFACE -Wno-shadow)
endif()

# charterd_batches(TARGET SOURCE...): in the folder where TARGET is made.
function(charterd_batches target)
  if(NOT CHARTERD_BATCHES)
    return()
  endif()
  execute_process(
    COMMAND ${CHARTERD_BATCHES_PYTHON} ${PROJECT_SOURCE_DIR}/cmake/batches.py 1500
            ${PROJECT_SOURCE_DIR} ${ARGN}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    OUTPUT_VARIABLE lines OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" lines "${lines}")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^(.*) ([0-9]+)$" line "${line}")
    set_source_files_properties(${CMAKE_MATCH_1} PROPERTIES UNITY_GROUP batch${CMAKE_MATCH_2})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
