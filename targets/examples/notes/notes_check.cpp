// All it takes to attach Notes. Shown in README.md as it stands, so clang-format is off.
// clang-format off
#include "faultline/targets/attach/check.h"
#include "faultline/targets/examples/notes/notes.h"  // yours

struct Put { faultline::Key title; faultline::OneOf<"milk", "eggs"> text; };
BOOST_DESCRIBE_STRUCT(Put, (), (title, text))
struct Get { faultline::Key title; };
BOOST_DESCRIBE_STRUCT(Get, (), (title))

struct NotesModel {  // a value: what a right system would answer
  using Command = std::variant<Put, Get>;
  using Reply = std::string;
  std::map<faultline::Key, std::string> notes;
  Reply apply(const Put& put) { return notes[put.title] = put.text.str(); }
  Reply apply(const Get& get) { return notes[get.title]; }
  std::vector<Command> audit() const { return {Get{"a"}, Get{"b"}, Get{"c"}, Get{"d"}}; }
  bool operator==(const NotesModel&) const = default;
};

struct NotesTarget {  // the real one: made again on the same folder after every crash and restart
  Notes notes;
  explicit NotesTarget(faultline::Run& run) : notes(run.workspace() / "journal") {}
  static std::vector<std::string> crash_points() { return {"notes.half-a-record"}; }
  faultline::Outcome<std::string> execute(const NotesModel::Command& command) {
    if (const auto* put = std::get_if<Put>(&command)) return notes.put(put->title.str(), put->text.str());
    return notes.get(std::get<Get>(command).title.str());
  }
};

FAULTLINE_CHECK(chaos.notes.journal, NotesModel, NotesTarget);
