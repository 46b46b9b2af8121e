#include "faultline/engine/words/ref.h"

#include <gtest/gtest.h>

#include "faultline/engine/words/json.h"

namespace faultline {
namespace {

struct Ticket {
  Minted id;
  bool operator==(const Ticket&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ticket, (), (id))
struct Open {};
BOOST_DESCRIBE_STRUCT(Open, (), ())
struct Finish {
  Ref<Ticket> ticket;
};
BOOST_DESCRIBE_STRUCT(Finish, (), (ticket))
using Command = std::variant<Open, Finish>;
using Reply = std::variant<std::monostate, Ticket>;

Finish back(std::uint64_t n) { return {Ref<Ticket>::at(n)}; }

TEST(Handles, AreNeededOnlyWhereCommandsRefer) {
  EXPECT_TRUE(Handles<Command>::kAny);
  EXPECT_FALSE(Handles<std::variant<Open>>::kAny);
}

TEST(Handles, AreFilledInFromWhatTheClientSawTheLatestFirst) {
  Handles<Command> handles;
  handles.learn(Reply(Ticket{{"t1"}}));
  handles.learn(Reply(std::monostate{}));
  handles.learn(Reply(Ticket{{"t2"}}));
  handles.learn(Reply(Ticket{{"t1"}}));  // seen before: keeps its place
  for (const auto& [n, id] : {std::pair{0, "t2"}, {1, "t1"}}) {
    Command command = back(static_cast<std::uint64_t>(n));
    EXPECT_TRUE(handles.resolve(command));
    EXPECT_EQ(std::get<Finish>(command).ticket->id.text, id);
  }
}

TEST(Handles, OneThatWasNeverSeenDangles) {
  Handles<Command> handles;
  Command command = back(0);
  EXPECT_FALSE(handles.resolve(command));
  handles.learn(Reply(Ticket{{"t1"}}));
  EXPECT_TRUE(handles.resolve(command));
  Command older = back(1);
  EXPECT_FALSE(handles.resolve(older));
}

TEST(Ref, OneThatKnowsItsHandleIsLeftAlone) {
  Handles<Command> handles;
  Command command = Finish{Ref<Ticket>(Ticket{{"mine"}})};
  EXPECT_TRUE(handles.resolve(command));
  EXPECT_EQ(std::get<Finish>(command).ticket->id.text, "mine");
}

TEST(Ref, IsPrintedAsWhatItStandsFor) {
  EXPECT_EQ(to_text(back(2).ticket), "ref 2");
  EXPECT_EQ(to_text(Ref<Ticket>(Ticket{{"t7"}})), "{id=t7}");
}

TEST(Ref, IsASmallNumberInJson) {
  EXPECT_EQ(boost::json::serialize(to_json(back(2))), R"({"ticket":2})");
  Finish read;
  from_json(boost::json::parse(R"({"ticket":3})"), read, "finish");
  EXPECT_EQ(read.ticket, Ref<Ticket>::at(3));
  EXPECT_THROW(from_json(boost::json::parse(R"({"ticket":4})"), read, "finish"), BadInput);
}

TEST(Ref, BytesHoldTheHandleToo) {
  for (const Finish& finish : {back(3), Finish{Ref<Ticket>(Ticket{{"t7"}})}}) {
    Finish read;
    const Bytes bytes = to_bytes(finish);
    Reader in(bytes);
    decode(in, read);
    EXPECT_TRUE(in.ok() && in.at_end());
    EXPECT_EQ(read.ticket, finish.ticket);
  }
}

}  // namespace
}  // namespace faultline
