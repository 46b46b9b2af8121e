# faultline_library(NAME FOLDER path [SOURCES ...] [LINKS ...])
#
# One static library per folder. A library's headers are reachable only through a link of its own in the build
# tree (build/include/NAME/faultline/FOLDER -> FOLDER), so a file can include a folder only if its library
# links that folder's library: the link graph is the include table of ARCHITECTURE.md.
function(faultline_library name)
  cmake_parse_arguments(ARG "" "FOLDER" "SOURCES;LINKS" ${ARGN})
  set(root ${PROJECT_BINARY_DIR}/include/${name})
  cmake_path(GET ARG_FOLDER PARENT_PATH parent)
  file(MAKE_DIRECTORY ${root}/faultline/${parent})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${ARG_FOLDER} ${root}/faultline/${ARG_FOLDER} SYMBOLIC)

  if(ARG_SOURCES)
    add_library(faultline_${name} STATIC ${ARG_SOURCES})
    target_include_directories(faultline_${name} PUBLIC ${root})
    target_link_libraries(faultline_${name} PUBLIC ${ARG_LINKS})
    faultline_warnings(faultline_${name})
  else()
    add_library(faultline_${name} INTERFACE)
    target_include_directories(faultline_${name} INTERFACE ${root})
    target_link_libraries(faultline_${name} INTERFACE ${ARG_LINKS})
  endif()
  add_library(faultline::${name} ALIAS faultline_${name})
endfunction()

# Warnings are errors in this project's own code, not in a project that adds it as a subdirectory.
function(faultline_warnings target)
  if(PROJECT_IS_TOP_LEVEL)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                             -Wnon-virtual-dtor -Woverloaded-virtual -Werror
                                             # gcc 12 sees overlaps and overflows in std::string, and moves of
                                             # unset alternatives of std::variant, that are not there (its bug 105651)
                                             $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-array-bounds;-Wno-stringop-overflow;-Wno-maybe-uninitialized>)
  else()
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>) # likewise, and on by default
  endif()
endfunction()

# The heavy headers that most files of the engine and its tests include, parsed once for each target.
function(faultline_precompile target)
  target_precompile_headers(${target} PRIVATE <boost/describe.hpp> <boost/json.hpp> <boost/mp11.hpp> <filesystem>
                            <fmt/format.h> <functional> <map> <optional> <string> <variant> <vector> ${ARGN})
endfunction()
