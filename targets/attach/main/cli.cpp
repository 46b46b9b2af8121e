#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/report/run_json.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/json.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/bench.h"
#include "faultline/targets/attach/main/flags.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"

namespace faultline::program {
namespace {

constexpr const char* kAbout =
    "Faultline drives a real system and a model of it side by side with random\n"
    "commands, faults and crashes, all from one seed; checks every answer; shrinks\n"
    "what fails to the least that still fails; and replays it exactly.";

constexpr const char* kExitCodes =
    "Exit codes: 0 pass, 1 failures found (self-test: something went unnoticed),\n"
    "2 bad usage or input, 3 only inconclusive, flaky or something that must be seen\n"
    "was not, 4 the engine itself failed, 130 interrupted (what was found is saved).";

// With names that this program knows.
std::string examples(const std::string& program) {
  const auto checks = Registry::instance().all(), planted = Registry::instance().all(true);
  const std::string name = checks.empty() ? "chaos.a.b" : checks.front()->info().name;
  const std::string some = "'" + name.substr(0, name.rfind('.')) + ".*'";
  std::vector<std::pair<std::string, const char*>> all{{"list", "what can be checked"},
                                                       {"run", "a short campaign over every check"},
                                                       {"run " + some + " --runs 9999", "a longer one over some"},
                                                       {"run " + name + " --seed g1a2b3c4d:0x51a7", "one run again"},
                                                       {"sweep " + some, "die at every crash point there is"},
                                                       {"replay out/*.json", "repro files again"},
                                                       {"shrink edited.json", "the least of it that still fails"},
                                                       {"explain out/x.json", "what matters in a schedule"},
                                                       {"self-test " + some, "is a wrong answer noticed?"}};
  if (!planted.empty())
    all.insert(all.begin() + 3, {"run " + planted.front()->info().name, "a planted bug: a failure, shrunk"});
  std::string text = "Examples:\n";
  for (const auto& [call, what] : all) text += fmt::format("  {:<42} {}\n", program + ' ' + call, what);
  return text;
}

void add_list(CLI::App& app, Settings& settings) {
  auto* list = app.add_subcommand("list", "the checks of this program");
  add_json_flag(*list, settings, "them");
  list->add_flag("--zoo", settings.zoo, "the planted bugs instead");
}

void add_run(CLI::App& app, Settings& settings) {
  auto* run = app.add_subcommand("run", "run checks with random schedules");
  run->add_option("PATTERN", settings.pattern, "which checks: a name or a glob; default all but the planted bugs");
  add_campaign_flags(*run, settings);
  add_json_flag(*run, settings, "the results");
  run->add_flag("--quiet", settings.quiet, "print failures only");
  run->add_flag("--verbose", settings.verbose, "write every step to standard error as it happens");
}

void add_self_test(CLI::App& app, Settings& settings) {
  auto* self_test = app.add_subcommand(
      "self-test", "perturb replies and effects of healthy targets, and see whether their checks notice");
  self_test->add_option("PATTERN", settings.pattern,
                        "which checks: a name or a glob; default all but the planted bugs");
  add_amount_flags(*self_test, settings, "how many schedules to perturb, for each check; default 200");
  add_campaign_seed_flag(*self_test, settings);
  add_isolate_flag(*self_test, settings);
}

void add_replay(CLI::App& app, Settings& settings) {
  auto* replay = app.add_subcommand("replay", "run the schedules of repro files");
  replay->add_option("FILE", settings.files, "repro files")->required();
  add_isolate_flag(*replay, settings);
  replay
      ->add_option("--stop-at", settings.stop_at,
                   "stop the process that hosts the target before this step, as the report's table numbers them, and "
                   "print the line to type for gdb; no deadlines meanwhile")
      ->check(no_plain_number)
      ->check(CLI::Range(1, 1'000'000));
  add_json_flag(*replay, settings, "the results");
  replay->add_flag("--quiet", settings.quiet, "print failures only");
}

void add_sweep(CLI::App& app, Settings& settings) {
  auto* sweep = app.add_subcommand(
      "sweep", "die at every crash point that schedules pass, in recovery too, and see what each death loses");
  sweep->add_option("PATTERN", settings.pattern, "which checks: a name or a glob; default all that have crash points");
  add_campaign_flags(*sweep, settings);
  sweep->get_option("--runs")->description("how many schedules to sweep; default 10");
  sweep->get_option("--for")->description(
      "stop after this long: 30s, 10m, 2h; what was not done makes it inconclusive");
  sweep->get_option("--jobs")->description(
      "how many processes may recover at once, but for checks that run in-process");
  sweep->get_option("--replay")->description("sweep the schedule of this repro file instead")->group("OPTIONS");
  add_json_flag(*sweep, settings, "the results");
  sweep->add_flag("--quiet", settings.quiet, "print losses only");
}

// `shrink FILE` and `explain FILE`.
void add_kept(CLI::App& app, Settings& settings, const char* name, const char* what) {
  auto* kept = app.add_subcommand(name, what);
  kept->add_option("FILE", settings.files, "repro file")->required()->expected(1);
  add_shrink_flags(*kept, settings);
  add_json_flag(*kept, settings, "the results");
  kept->add_flag("--quiet", settings.quiet, "print failures only");
}

void add_bench(CLI::App& app, Settings& settings) {
  auto* bench = app.add_subcommand("bench", "measure speed as a ratio to a peer in the same run");
  bench->add_option("GROUP", settings.pattern, "which group; default all");
  add_json_flag(*bench, settings, "the rows");
  bench->add_flag("--check", settings.bars, "exit 1 where a row misses its bar");
}

}  // namespace

int list_command(const Settings& settings) {
  std::vector<const CheckInfo*> infos;
  for (const Check* check : Registry::instance().all(settings.zoo)) infos.push_back(&check->info());
  if (!settings.json.empty()) {
    write_json(settings.json, pretty_json(list_json(infos)));
    return 0;
  }
  const auto widest = [&](std::string CheckInfo::*text) {
    std::size_t width = 0;
    for (const CheckInfo* info : infos) width = std::max(width, (info->*text).size());
    return width;
  };
  const std::size_t name = widest(&CheckInfo::name), model = widest(&CheckInfo::model),
                    target = widest(&CheckInfo::target);
  const std::size_t columns = text_style().width;
  for (const CheckInfo* info : infos) {
    std::string row = fmt::format("{:<{}}  {:<{}}  {:<{}}  {}", info->name, name, info->model, model, info->target,
                                  target, name_of(info->isolation));
    if (const std::string minimum = minimum_of(*info); !minimum.empty())
      row += fmt::format("   minimum: {}{}", minimum, info->simulated ? ", on a simulated disk" : "");
    say("{}\n", fitted(row, columns, 4));
  }
  return 0;
}

int cli_main(int argc, char** argv) {
  Settings settings;
  const std::string program = readable(program_invocation_short_name);
  CLI::App app(kAbout, program);
  app.footer(kExitCodes);  // of the commands too; the examples, above it, are made where --help wants them
  app.footer([&] { return examples(program); });
  app.require_subcommand(0, 1);
  add_list(app, settings);
  add_run(app, settings);
  add_replay(app, settings);
  add_sweep(app, settings);
  add_kept(app, settings, "shrink",
           "make a repro file's schedule as small as it gets, as `run` does; saved as a new one");
  add_kept(app, settings, "explain", "run a repro file's schedule as it is, and tell what in it matters");
  add_self_test(app, settings);
  if (!bench_groups().empty()) add_bench(app, settings);
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) name_variables(*command);
  const auto say_help = [&] { say("{}", fitted(app.help(), text_style().width, 30)); };
  try {
    app.parse(argc, argv);
    for (CLI::App* command : app.get_subcommands()) take_variables(*command);
  } catch (const CLI::CallForHelp&) {
    say_help();
    return 0;
  } catch (const CLI::ParseError& error) {
    complain("faultline: {}\nTry --help.\n", message_of(error));
    return 2;
  }
  if (app.get_subcommands().empty()) {
    say_help();
    return 2;
  }
  demand_json_place(settings);
  if (app.got_subcommand("list")) return list_command(settings);
  if (app.got_subcommand("run")) return run_command(settings);
  if (app.got_subcommand("replay")) return replay_command(settings);
  if (app.got_subcommand("sweep")) return sweep_command(settings);
  if (app.got_subcommand("shrink")) return shrink_command(settings);
  if (app.got_subcommand("explain")) return explain_command(settings);
  if (app.got_subcommand("self-test")) return self_test_command(settings);
  return bench_command(settings);
}

}  // namespace faultline::program
