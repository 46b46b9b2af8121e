#include "faultline/engine/report/shell.h"

#include <array>
#include <cstdio>
#include <memory>

#include <gtest/gtest.h>

namespace faultline {
namespace {

std::string as_a_shell_reads_it(const std::string& word) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> shell(::popen(("printf %s " + word).c_str(), "r"), ::pclose);
  std::array<char, 256> block{};
  return {block.data(), std::fread(block.data(), 1, block.size(), shell.get())};
}

TEST(ShellWord, IsQuotedOnlyWhereItMustBe) {
  EXPECT_EQ(shell_word("/out/chaos.kv-lost_ack-1a.json"), "/out/chaos.kv-lost_ack-1a.json");
  EXPECT_EQ(shell_word("/out there/x"), "'/out there/x'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a\x1b[2J"), "\"$(printf 'a\\033\\1332J')\"");
}

TEST(ShellWord, MeansWhatItIs) {
  for (const char* text :
       {"plain/path-1.json", "with space", "it's \"quoted\"", "$HOME `id` $(id) \\ \\n !x", "*?[a]~#&;|<>(){}", "~",
        "-n", "a=b c", "\xc3\xa4 \xe6\xbc\xa2", "tab\there\x1b[2J%s\\'\"$x\xc2\x9b\xff", "new\nline"})
    EXPECT_EQ(as_a_shell_reads_it(shell_word(text)), text) << shell_word(text);
}

}  // namespace
}  // namespace faultline
