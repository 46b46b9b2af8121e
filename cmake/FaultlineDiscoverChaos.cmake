# faultline_discover_chaos(TARGET)
#
# Gives each check `chaos.*` of TARGET (a program that links faultline::main) a ctest test of the same name, so that
# `ctest -R chaos` runs them all and `ctest -R '^chaos.store.memory$'` runs one.
function(faultline_discover_chaos target)
  include(GoogleTest) # here, because it sets variables that the caller's folder must see
  if(FAULTLINE_PRESET)
    set(ctest "ctest --preset ${FAULTLINE_PRESET}")
  else()
    set(ctest "ctest --test-dir ${CMAKE_BINARY_DIR} --output-on-failure")
  endif()
  target_compile_definitions(${target} PRIVATE FAULTLINE_CTEST="${ctest}") # replay lines print it
  gtest_discover_tests(${target} TEST_FILTER "chaos.*" DISCOVERY_TIMEOUT 60 PROPERTIES LABELS chaos TIMEOUT 600)
endfunction()
