#include "faultline/engine/report/stack_text.h"

#include <gtest/gtest.h>

namespace faultline {
namespace {

TEST(StackText, NamesLeaveLongArgumentsOut) {
  EXPECT_EQ(short_name("put(int, char const*)"), "put(int, char const*)");
  EXPECT_EQ(short_name("put(std::basic_string<char, std::char_traits<char>, std::allocator<char> > const&)"),
            "put(std::basic_string<..> const&)");
  EXPECT_EQ(short_name("put(std::basic_string<char> const&, std::basic_string<char> const&)"), "put(..)");
  EXPECT_EQ(short_name("void Map<std::basic_string<char>, std::variant<Put, Get, Delete> >::put(int) const"),
            "void Map<..>::put(int) const");
  EXPECT_EQ(short_name("List<int>::operator<(List<int> const&) const"), "List<int>::operator<(List<int> const&) const");
  EXPECT_EQ(short_name("operator<<(std::ostream&, std::vector<int, std::allocator<int> > const&)"), "operator<<(..)");
  EXPECT_EQ(short_name("Pointer<int>::operator->() const"), "Pointer<int>::operator->() const");
  EXPECT_EQ(short_name("main::{lambda(int)#1}::operator()(int) const"), "main::{lambda(int)#1}::operator()(int) const");
  EXPECT_EQ(short_name("(anonymous namespace)::go()"), "(anonymous namespace)::go()");
  EXPECT_EQ(short_name("broken<(name"), "broken<(name");
}

TEST(StackText, WhatHasNoNameHasAPlace) {
  EXPECT_EQ(stack_text({{"?", 0x10}, {"/lib/plugin.so", 0x1234}}),
            (std::vector<std::string>{"0x10, where no code is", "/lib/plugin.so+0x1234"}));
  EXPECT_EQ(stack_text({}), std::vector<std::string>{});
}

}  // namespace
}  // namespace faultline
