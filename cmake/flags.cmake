# What every target is compiled with; linked PRIVATE by all of them.
add_library(charterd_flags INTERFACE)
target_compile_options(charterd_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wdouble-promotion -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
  # GCC 12 warns falsely of these inside inlined standard library code.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized -Wno-error=stringop-overflow
    -Wno-error=stringop-overread -Wno-error=array-bounds -Wno-error=restrict>)
target_compile_options(charterd_flags INTERFACE $<$<CONFIG:Release>:-O2 -g1>)

if(CHARTERD_SANITIZE)
  # Asio's fences are unknown to the thread sanitizer, and GCC says so.
  target_compile_options(charterd_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  target_compile_options(charterd_flags INTERFACE
    -fsanitize=${CHARTERD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1
    # A target may say it otherwise.
    -O1 $<TARGET_PROPERTY:CHARTERD_OPTIMIZED>)
  target_link_options(charterd_flags INTERFACE -fsanitize=${CHARTERD_SANITIZE})
else()
  # Hardening that Debian's own packages use, and a little more.
  target_compile_options(charterd_flags INTERFACE
    $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
      -fstack-clash-protection -D_GLIBCXX_ASSERTIONS>)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64")
    target_compile_options(charterd_flags INTERFACE $<$<CONFIG:Release>:-fcf-protection>)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    target_compile_options(charterd_flags INTERFACE
      $<$<CONFIG:Release>:-mbranch-protection=standard>)
  endif()
  target_link_options(charterd_flags INTERFACE
    $<$<CONFIG:Release>:-Wl,-z,relro,-z,now,-z,noexecstack -pie>)
endif()
