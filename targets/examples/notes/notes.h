// The README's example: notes in memory, and a journal on disk that brings them back when the process has died.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "faultline/targets/crash/point/crashpoint.h"

class Notes {
 public:
  // Reads the journal in `file` again, if there is one. What a crash cut short was never acknowledged: it is left out.
  explicit Notes(std::filesystem::path file) : file_(std::move(file)) {
    std::ifstream in(file_, std::ios::binary);
    while (read_record(in)) ++records_;
    open_journal();
  }

  // Returns the note as it now reads. From then on it survives the death of the process. Throws when the journal cannot
  // be written.
  std::string put(const std::string& title, const std::string& text) {
    write_record(journal_, title, text);
    notes_[title] = text;
    if (++records_ > 4 * notes_.size()) compact();
    return text;
  }

  // Empty when there is none.
  std::string get(const std::string& title) const {
    const auto found = notes_.find(title);
    return found == notes_.end() ? "" : found->second;
  }

 private:
  // A record is "SIZE SIZE\n", the title, the text, and "\n": a title or text may hold anything.
  bool read_record(std::istream& in) {
    std::size_t title_size = 0, text_size = 0;
    if (!(in >> title_size >> text_size) || in.get() != '\n') return false;
    std::string both(title_size + text_size, '\0');
    if (!in.read(both.data(), static_cast<std::streamsize>(both.size())) || in.get() != '\n') return false;
    notes_[both.substr(0, title_size)] = both.substr(title_size);
    return true;
  }

  static void write_record(std::ostream& out, const std::string& title, const std::string& text) {
    out << title.size() << ' ' << text.size() << '\n' << title;
    faultline::crash::breakpoint("notes.half-a-record");
    out << text << '\n';
    if (!out) throw std::runtime_error("the journal cannot be written");
  }

  // Not buffered: what is written is with the kernel at once.
  void open_journal() {
    journal_.close();
    journal_.rdbuf()->pubsetbuf(nullptr, 0);
    journal_.open(file_, std::ios::binary | std::ios::app);
  }

  // A new journal without the texts that were overwritten; it takes the old one's place in one step.
  void compact() {
    const std::filesystem::path fresh = file_.string() + ".new";
    std::ofstream out(fresh, std::ios::binary);
    for (const auto& [title, text] : notes_) write_record(out, title, text);
    out.close();
    if (!out) throw std::runtime_error("the journal cannot be written");
    std::filesystem::rename(fresh, file_);
    records_ = notes_.size();
    open_journal();
  }

  std::filesystem::path file_;
  std::ofstream journal_;
  std::map<std::string, std::string> notes_;
  std::size_t records_ = 0;  // in the journal
};
