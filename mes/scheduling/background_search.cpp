#include "mes/scheduling/background_search.h"

#include "mes/planning/planner.h"
#include "mes/scheduling/placing.h"

namespace millwright::mes::scheduling {
namespace {

constexpr std::size_t kImprovementsMost = 400;
constexpr Duration kBetweenTellings = 250ms;

PlanCost cost_in_seconds(const LineProblem& line, const planning::Plan& plan) {
  PlanCost out{0, plan.cost.setup_s, plan.cost.makespan_s};
  for (int order = 0; order < static_cast<int>(line.order_ids.size()); ++order)
    out.tardiness_s += planning::tardiness_s(line.problem, plan, order);
  return out;
}

double seconds_between(MonotonicTime from, MonotonicTime to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

struct BackgroundSearch::Run {
  std::string id;
  LineProblem line;  // never changes: read without the mutex
  MonotonicTime started;
  MonotonicTime deadline;
  SearchState state = SearchState::running;
  MonotonicTime ended{};
  MonotonicTime told{};
  std::optional<planning::Plan> best{};
  PlanCost cost{};
  std::vector<Improvement> improvements{};
  std::string failure{};
};

BackgroundSearch::BackgroundSearch(const Clock& clock, std::function<void()> changed)
    : clock_(clock), changed_(std::move(changed)) {}

BackgroundSearch::~BackgroundSearch() { stop(); }

MesResult<std::string> BackgroundSearch::start(LineProblem line, Duration patience) {
  const std::scoped_lock owner(thread_mutex_);
  auto run = std::make_shared<Run>();
  {
    const std::scoped_lock lock(mutex_);
    if (run_ && run_->state == SearchState::running)
      return fail(MesError::illegal, "a search for a better plan is going on; stop it or keep what it found");
    run->id = fmt::format("{}-{}", unix_ns(clock_.utc()) / 1'000'000, ++count_);
    run->line = std::move(line);
    run->started = clock_.monotonic();
    run->deadline = run->started + patience;
    run_ = run;
  }
  // The thread before has left its search, and is joined here.
  thread_ = std::jthread([this, run](const std::stop_token& stop) { search(run, stop); });
  return run->id;
}

void BackgroundSearch::search(const std::shared_ptr<Run>& run, const std::stop_token& stop) {
  planning::SearchOptions options;
  options.clock = &clock_;
  options.deadline = run->deadline;
  options.stop = stop;
  options.threads = 1;
  options.on_better = [&](const planning::Plan& plan) { take(*run, plan); };
  const auto found = run->line.order_ids.empty() ? Result<planning::Plan, planning::PlanningError>{}
                                                 : planning::plan(run->line.problem, options);
  if (found) take(*run, *found);
  {
    const std::scoped_lock lock(mutex_);
    run->state = stop.stop_requested() ? SearchState::stopped : SearchState::done;
    run->ended = clock_.monotonic();
    if (!found) run->failure = as_sentence(found.error().message);
  }
  changed_();
}

void BackgroundSearch::take(Run& run, const planning::Plan& plan) {
  const auto cost = cost_in_seconds(run.line, plan);
  bool tell = false;
  {
    const std::scoped_lock lock(mutex_);
    if (run.best && run.best->cost.total <= plan.cost.total) return;
    const auto now = clock_.monotonic();
    run.best = plan;
    run.cost = cost;
    run.improvements.push_back({seconds_between(run.started, now), cost.tardiness_s, cost.setup_s, cost.makespan_s});
    if (run.improvements.size() > kImprovementsMost)  // every other one of the older half goes
      for (std::size_t i = 1; i < kImprovementsMost / 4; ++i)
        run.improvements.erase(run.improvements.begin() + static_cast<std::ptrdiff_t>(i));
    tell = run.told == MonotonicTime{} || now - run.told >= kBetweenTellings;
    if (tell) run.told = now;
  }
  if (tell) changed_();
}

void BackgroundSearch::stop() {
  const std::scoped_lock owner(thread_mutex_);
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

std::optional<SearchView> BackgroundSearch::view() const {
  std::shared_ptr<const Run> run;
  std::optional<planning::Plan> best;
  SearchView out;
  {
    const std::scoped_lock lock(mutex_);
    if (!run_) return std::nullopt;
    run = run_;
    best = run_->best;
    const bool runs = run_->state == SearchState::running;
    out = {run_->id,     run_->state,        seconds_between(run_->started, runs ? clock_.monotonic() : run_->ended),
           run_->cost,   run_->improvements, {},
           run_->failure};
  }
  if (best) out.plan = rows_of(run->line, *best);
  return out;
}

}  // namespace millwright::mes::scheduling
