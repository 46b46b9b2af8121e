// Boost.JSON compiled once more, instrumented: the library of the distribution would show libFuzzer no branches.
#include <boost/json/src.hpp>
