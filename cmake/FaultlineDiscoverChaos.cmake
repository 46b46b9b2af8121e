# faultline_discover_chaos(TARGET)
#
# Gives each check `chaos.*` of TARGET (a program that links faultline::main) a ctest test of the same name, so that
# `ctest -R chaos` runs them all and `ctest -R '^chaos.store.memory$'` runs one.
function(faultline_discover_chaos target)
  include(GoogleTest) # here, because it sets variables that the caller's folder must see
  faultline_ctest_line(line "${CMAKE_BINARY_DIR}" "${FAULTLINE_PRESET}")
  target_compile_definitions(${target} PRIVATE FAULTLINE_CTEST="${line}")
  gtest_discover_tests(${target} TEST_FILTER "chaos.*" DISCOVERY_TIMEOUT 60 PROPERTIES LABELS chaos TIMEOUT 600)
endfunction()

# Sets `line` to how ctest is called for the tests of a build folder, as a C++ string has it. Replay lines begin so, and
# they are pasted in any folder, where a preset is not known.
function(faultline_ctest_line line folder preset)
  set(call "ctest --test-dir @ --output-on-failure --no-tests=error")
  if(preset)
    set(folder "${CMAKE_SOURCE_DIR}")
    set(call "env -C @ ctest --preset ${preset}")
  endif()
  if(folder MATCHES "[^A-Za-z0-9_@%+=:,./-]")
    string(REPLACE "'" "'\\''" folder "${folder}")
    set(folder "'${folder}'")
  endif()
  string(REPLACE "@" "${folder}" call "${call}")
  string(REPLACE "\\" "\\\\" call "${call}")
  string(REPLACE "\"" "\\\"" call "${call}")
  set(${line} "${call}" PARENT_SCOPE)
endfunction()
