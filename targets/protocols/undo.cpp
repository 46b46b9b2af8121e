#include "faultline/targets/protocols/undo.h"

#include <charconv>
#include <sstream>
#include <system_error>

#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::protocols {

bool Accounts::transfer(const std::string& from, const std::string& to, std::int64_t cents) {
  settle();
  const std::int64_t payer = held(from), payee = held(to);
  if (from == to || payer < cents) return false;
  const Journal journal{{from, payer, payer - cents}, {to, payee, payee + cents}};
  std::ostringstream text;
  for (const Entry& e : journal) text << e.account << ' ' << e.before << ' ' << e.after << '\n';
  replace_synced(journal_file(), seal(text.str()));
  try {
    do_all(journal);
  } catch (const std::system_error&) {
    // Without its journal a change that is half undone would stay so.
    if (read_file(journal_file())) undo(journal);
    throw;
  }
  return true;
}

void Accounts::do_all(const Journal& journal) {
  FAULTLINE_CRASH_POINT("undo.journal-written");
  correct(journal[0].account, journal[0].after);
  FAULTLINE_CRASH_POINT("undo.first-written");
  may_fail(FAULTLINE_POINT_NAME("undo.write-second"));
  correct(journal[1].account, journal[1].after);
  FAULTLINE_CRASH_POINT("undo.second-written-before-commit");
  remove_journal();
}

std::int64_t Accounts::balance(const std::string& account) {
  settle();
  return held(account);
}

void Accounts::correct(const std::string& account, std::int64_t cents) {
  replace_synced(folder_ / account, std::to_string(cents));
}

void Accounts::settle() {
  const auto bytes = read_file(journal_file());
  if (!bytes) return;
  const auto text = unseal(*bytes);
  if (!text) throw std::runtime_error(journal_file().string() + " is damaged");
  Journal journal;
  std::istringstream lines(*text);
  for (Entry e; lines >> e.account >> e.before >> e.after;) journal.push_back(e);
  // All are looked at before any is touched.
  for (const Entry& e : journal) {
    const std::int64_t now = held(e.account);
    if (now != e.before && now != e.after)
      throw UnrelatedChange("account " + e.account + " holds " + std::to_string(now) + ", and the journal knows " +
                            std::to_string(e.before) + " and " + std::to_string(e.after));
  }
  undo(journal);
}

void Accounts::undo(const Journal& journal) {
  give_back(journal);
  FAULTLINE_CRASH_POINT("undo.all-undone-before-journal-removed");
  remove_journal();
}

void Accounts::give_back(const Journal& journal) {
  for (auto e = journal.rbegin(); e != journal.rend(); ++e) {
    if (held(e->account) == e->before) continue;
    may_fail(FAULTLINE_POINT_NAME("undo.give-back"));
    correct(e->account, e->before);
    FAULTLINE_CRASH_POINT("undo.one-undone");
  }
}

void Accounts::remove_journal() { remove_synced(journal_file()); }

std::int64_t Accounts::held(const std::string& account) const {
  const auto text = read_file(folder_ / account);
  if (!text) return kOpening;
  std::int64_t cents = 0;
  const char* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, cents);
  if (error != std::errc() || rest != end) throw std::runtime_error((folder_ / account).string() + " is damaged");
  return cents;
}

}  // namespace faultline::protocols
