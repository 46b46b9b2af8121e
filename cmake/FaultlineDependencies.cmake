# Every dependency is a Debian 12 package; nothing is vendored and nothing is downloaded here.
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Threads REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED) # Debian's xxHash has no CMake package; it is used header-only

# Stores that are built where their package is there.
find_package(leveldb CONFIG QUIET)
find_path(LMDB_INCLUDE_DIR lmdb.h) # Debian's LMDB has no CMake package
find_library(LMDB_LIBRARY lmdb)
