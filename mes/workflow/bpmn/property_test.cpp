// Random processes made of blocks, each with what it must do written down as it is made: whatever the order in which
// activities, timers and messages come, every activity is asked for exactly as often as that, no token is left, and an
// id that was taken or cancelled once changes nothing ever after.

#include <algorithm>
#include <random>
#include <set>

#include "mes/workflow/bpmn/test_runs.h"

namespace millwright::mes::bpmn {
namespace {

struct Plan {
  std::string body{};
  std::string root{};
  json::object variables{};
  std::map<std::string, int> runs{};  // how often each task is asked for
  std::set<std::string> never{};      // waits that never come
  std::set<std::string> raising{};    // tasks that end in an error
};

struct Block {
  std::string first;
  std::string last;
};

class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  Plan make() {
    const auto block = any(1, 4);
    plan_.body += begin_and_end(block.first, block.last);
    return std::move(plan_);
  }

 private:
  // `times`: how often the block is passed through.
  Block any(int times, int depth) {
    switch (depth == 0 ? 0 : pick(8)) {
      case 1:
      case 2:
        return sequence(times, depth);
      case 3:
        return parallel(times, depth);
      case 4:
        return choice(times, depth);
      case 5:
        return loop(times, depth);
      case 6:
        return race(times, depth);
      case 7:
        return guarded(times, depth);
      default:
        return task(times);
    }
  }

  Block task(int times) {
    const auto id = name("t");
    plan_.body += pick(3) == 0 ? element("userTask", id, parameters(parameter("role", "operator"))) : work(id);
    if (times > 0) plan_.runs[id] = times;
    return {id, id};
  }

  Block sequence(int times, int depth) {
    const auto one = any(times, depth - 1);
    const auto other = any(times, depth - 1);
    join(one.last, other.first);
    return {one.first, other.last};
  }

  Block parallel(int times, int depth) {
    const auto split = add("parallelGateway", "s");
    const auto end = add("parallelGateway", "j");
    for (int i = 0, branches = 2 + pick(3); i < branches; ++i) {
      const auto branch = any(times, depth - 1);
      join(split, branch.first);
      join(branch.last, end);
    }
    return {split, end};
  }

  Block choice(int times, int depth) {
    const auto split = name("x");
    const auto end = add("exclusiveGateway", "y");
    const int branches = 2 + pick(3);
    const int chosen = pick(branches);
    plan_.variables["pick_" + split] = chosen;
    std::string ways;
    for (int i = 0; i < branches; ++i) {
      const auto branch = any(i == chosen ? times : 0, depth - 1);
      if (i == 0)
        ways = join(split, branch.first);
      else
        join(split, branch.first, fmt::format("pick_{} == {}", split, i));
      join(branch.last, end);
    }
    plan_.body += element("exclusiveGateway", split, "", "default='" + ways + "'");
    return {split, end};
  }

  Block loop(int times, int depth) {
    const int rounds = 1 + pick(3);
    const auto reset = name("r");
    const auto counter = "n_" + reset;
    const auto head = add("exclusiveGateway", "h");
    const auto count = name("c");
    const auto again = name("a");
    const auto sets = [&](const std::string& id, const std::string& then) {
      plan_.body +=
          element("businessRuleTask", id, parameters("<mw:decision><mw:otherwise then='" + then + "'/></mw:decision>"));
    };
    sets(reset, counter + " = 0");
    sets(count, counter + " = " + counter + " + 1");
    const auto inside = any(times * rounds, depth - 1);
    const auto end = add("exclusiveGateway", "e");
    join(reset, head);
    join(head, inside.first);
    join(inside.last, count);
    join(count, again);
    join(again, head, fmt::format("{} < {}", counter, rounds));
    plan_.body += element("exclusiveGateway", again, "", "default='" + join(again, end) + "'");
    return {reset, end};
  }

  Block race(int times, int depth) {
    const auto gateway = add("eventBasedGateway", "g");
    const auto message = name("m");
    plan_.root += fmt::format("<message id='M_{0}' name='{0}'/>", message);
    plan_.body += element("intermediateCatchEvent", message, message_of("M_" + message));
    const auto timer = name("w");
    plan_.body += element("intermediateCatchEvent", timer, timer_after("PT1M"));
    const bool in_time = pick(2) == 0;
    plan_.never.insert(in_time ? timer : message);
    const auto end = add("exclusiveGateway", "e");
    for (const auto& [event, wins] : {std::pair{message, in_time}, {timer, !in_time}}) {
      const auto branch = any(wins ? times : 0, depth - 1);
      join(gateway, event);
      join(event, branch.first);
      join(branch.last, end);
    }
    return {gateway, end};
  }

  // A task with a timer or an error at its border, and another block behind that.
  Block guarded(int times, int depth) {
    const auto guarded = task(times).first;
    const auto border = name("b");
    const bool by_error = pick(2) == 0;
    const bool happens = pick(2) == 0;
    plan_.body += boundary(border, guarded, by_error ? "<errorEventDefinition/>" : timer_after("PT1M"));
    if (happens && by_error) plan_.raising.insert(guarded);
    if (!by_error) plan_.never.insert(happens ? guarded : border);
    const auto instead = any(happens ? times : 0, depth - 1);
    const auto end = add("exclusiveGateway", "e");
    join(border, instead.first);
    join(instead.last, end);
    join(guarded, end);
    return {guarded, end};
  }

  std::string add(const std::string& kind, const std::string& prefix) {
    const auto id = name(prefix);
    plan_.body += element(kind, id);
    return id;
  }
  std::string join(const std::string& from, const std::string& to, const std::string& condition = "") {
    const auto id = name("f");
    plan_.body += flow(id, from, to, condition);
    return id;
  }
  std::string name(const std::string& prefix) { return prefix + std::to_string(++names_); }
  int pick(int below) { return static_cast<int>(random_() % static_cast<std::uint32_t>(below)); }

  std::mt19937 random_;
  int names_ = 0;
  Plan plan_;
};

class Playing {
 public:
  Playing(const Plan& plan, const Process& process, std::uint32_t seed) : plan_(plan), run_(process), random_(seed) {}

  void play() {
    run_.start(plan_.variables);
    note_activities();
    for (int steps = 0; run_.instance.state == InstanceState::running && steps < 5000; ++steps) {
      replay();
      if (!advance()) break;
      note_activities();
    }
    replay();
    EXPECT_EQ(run_.instance.state, InstanceState::completed) << text_of(run_.instance);
    EXPECT_TRUE(run_.instance.tokens.empty() && run_.instance.waits.empty());
    EXPECT_EQ(counts_, plan_.runs);
  }
  [[nodiscard]] std::size_t activities() const { return seen_.size(); }

 private:
  // One of those that wait, whichever.
  bool advance() {
    std::vector<Wait> may;
    for (const auto& wait : run_.instance.waits)
      if (!plan_.never.contains(wait.node)) may.push_back(wait);
    EXPECT_FALSE(may.empty()) << text_of(run_.instance);
    if (may.empty()) return false;
    const auto before = run_.instance.waits;
    signal(may[random_() % may.size()]);
    EXPECT_EQ(run_.step.taken, Taken::yes) << run_.step.reason;
    // What is not waited for any more was taken or cancelled. A message has no id to be known by.
    for (const auto& wait : before)
      if (wait.kind != WaitKind::message &&
          std::ranges::find(run_.instance.waits, wait.id, &Wait::id) == run_.instance.waits.end())
        done_.push_back(wait);
    return true;
  }

  void signal(const Wait& wait) {
    const auto id = wait.id.substr(2);
    if (wait.kind == WaitKind::timer)
      run_.fire(id);
    else if (wait.kind == WaitKind::message)
      run_.deliver(wait.name);
    else if (plan_.raising.contains(wait.node))
      run_.raise(id, "e");
    else
      run_.complete(id, static_cast<std::int64_t>(random_() % 1000));
  }

  // TestRun holds a call that is not taken against the instance as it was.
  void replay() {
    if (done_.empty()) return;
    signal(done_[random_() % done_.size()]);
    EXPECT_EQ(run_.step.taken, Taken::stale);
  }

  void note_activities() {
    for (const auto& effect : run_.step.effects) {
      const auto* activity = std::get_if<RunActivity>(&effect);
      if (activity == nullptr) continue;
      EXPECT_TRUE(seen_.insert(activity->id).second) << activity->id << " is asked for twice";
      ++counts_[activity->node];
    }
  }

  const Plan& plan_;
  TestRun run_;
  std::mt19937 random_;
  std::vector<Wait> done_;
  std::set<std::string> seen_;
  std::map<std::string, int> counts_;
};

TEST(BpmnProperties, AnyOrderOfSignalsDoesEachActivityAsOftenAsItShould) {
  std::size_t activities = 0;
  std::size_t nodes = 0;
  for (std::uint32_t seed = 1; seed <= 300 && !testing::Test::HasFailure(); ++seed) {
    const auto plan = Maker(seed).make();
    const auto process = process_of(plan.body, plan.root);
    nodes += process.nodes.size();
    for (std::uint32_t order = 0; order < 3; ++order) {
      SCOPED_TRACE(fmt::format("seed {}, order {}", seed, order));
      Playing playing(plan, process, seed * 3 + order);
      playing.play();
      activities += playing.activities();
    }
  }
  EXPECT_GT(activities, 3000u) << "the processes are too small to show anything";
  RecordProperty("nodes", static_cast<int>(nodes));
  RecordProperty("activities", static_cast<int>(activities));
}

TEST(BpmnProperties, TheSameCallGivesTheSameStep) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const auto plan = Maker(seed).make();
    const auto process = process_of(plan.body, plan.root);
    const auto once = start(process, "I", {}, plan.variables);
    const auto again = start(process, "I", {}, plan.variables);
    EXPECT_EQ(text_of(once.instance), text_of(again.instance));
    EXPECT_EQ(told(once), told(again));
  }
}

}  // namespace
}  // namespace millwright::mes::bpmn
