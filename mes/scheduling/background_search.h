#pragma once
// A search for a better plan that goes on behind people's backs: it shows the best plan that it has found, can be
// stopped at any time, and changes nothing by itself. One at a time. Owned by main(), which outlives the API; every
// function from any thread. The search has one thread of its own, so that the rest of the MES keeps a core; destruction
// ends it.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "mes/planning/model/search_options.h"
#include "mes/scheduling/schedule.h"

namespace millwright::mes::scheduling {

/// What a plan costs, in seconds: lateness of all orders, changeovers, and until all is done.
struct PlanCost {
  std::int64_t tardiness_s = 0;
  std::int64_t setup_s = 0;
  std::int64_t makespan_s = 0;
};
BOOST_DESCRIBE_STRUCT(PlanCost, (), (tardiness_s, setup_s, makespan_s))

struct Improvement {
  double at_s = 0;  // since the search began
  std::int64_t tardiness_s = 0;
  std::int64_t setup_s = 0;
  std::int64_t makespan_s = 0;
};
BOOST_DESCRIBE_STRUCT(Improvement, (), (at_s, tardiness_s, setup_s, makespan_s))

enum class SearchState { running, done, stopped };
BOOST_DESCRIBE_ENUM(SearchState, running, done, stopped)

struct SearchView {
  std::string id{};
  SearchState state = SearchState::running;
  double elapsed_s = 0;
  PlanCost cost{};
  std::vector<Improvement> improvements{};  // of very many, the later ones and some of the earlier
  std::vector<Planned> plan{};              // the best found by now
  std::string failure{};                    // why there is none; else empty
};
BOOST_DESCRIBE_STRUCT(SearchView, (), (id, state, elapsed_s, cost, improvements, plan, failure))

class BackgroundSearch {
 public:
  /// `changed` is called when there is something new to show, on the search's thread and some times a second at most.
  /// `clock` outlives this.
  BackgroundSearch(const Clock& clock, std::function<void()> changed);
  ~BackgroundSearch();
  BackgroundSearch(const BackgroundSearch&) = delete;
  BackgroundSearch& operator=(const BackgroundSearch&) = delete;

  /// Begins; returns its id. MesError::illegal while another one runs.
  MesResult<std::string> start(LineProblem line, Duration patience);
  /// Ends the search that runs and waits until it has; nothing where none does.
  void stop();
  /// The newest search; nullopt: there was none since the MES started.
  [[nodiscard]] std::optional<SearchView> view() const;

 private:
  struct Run;
  void search(const std::shared_ptr<Run>& run, const std::stop_token& stop);
  void take(Run& run, const planning::Plan& plan);

  const Clock& clock_;
  const std::function<void()> changed_;
  mutable std::mutex mutex_;  // over all below but the thread
  std::shared_ptr<Run> run_;
  std::uint64_t count_ = 0;
  std::mutex thread_mutex_;  // over the thread itself: who starts and joins it
  std::jthread thread_;
};

}  // namespace millwright::mes::scheduling
