#include "scada/jobs/jobs.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <thread>

#include "scada/jobs/line_jobs.h"

namespace millwright::scada::jobs {
namespace {

constexpr Duration kTurn = 100ms;
constexpr auto kAliveWithin = 5s;

constexpr std::array kStewards{"bridge", "engineer", "manager", "admin"};
/// What an operator does with a job that is there.
constexpr std::array kSteering{Cause::Start,  Cause::RevokeStart, Cause::Pause,
                               Cause::Resume, Cause::Stop,        Cause::Abort};

class AllLines final : public Jobs {
 public:
  AllLines(const plant::Plant& plant, const tags::CurrentValues& values, control::Controller& controller,
           JobStore store, const Clock& clock)
      : store_(store), ids_(clock), clock_(clock), floor_{plant, values, controller, store_, ids_, clock} {
    for (const auto& settings : plant.jobs) lines_.push_back(std::make_unique<LineJobs>(floor_, settings));
  }
  ~AllLines() override { AllLines::stop(); }

  store::StoreResult<void> load() {
    for (auto& line : lines_)
      if (auto loaded = line->load(); !loaded) return loaded;
    return {};
  }

  void add_listener(JobListener listener) override { listeners_.push_back(std::move(listener)); }

  void start() override {
    beat();
    thread_ = std::thread([this] { run(); });
  }

  void stop() override {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] bool alive() const override {
    return clock_.monotonic().time_since_epoch() - Duration{beat_ns_.load()} < kAliveWithin;
  }

  Answer put(const EquipmentPath& path, Cause method, const JobOrder& order, const std::string& comment,
             const control::Caller& caller) override {
    auto* line = line_of(path);
    if (line == nullptr) return no_line(path);
    auto answer = line->put(method, order, comment, caller);
    wake();
    return answer;
  }

  Answer ask(const EquipmentPath& path, Cause method, const std::string& id, const std::string& comment,
             const control::Caller& caller) override {
    auto* line = line_of(path);
    if (line == nullptr) return no_line(path);
    auto answer = line->ask(method, id, comment, caller);
    wake();
    return answer;
  }

  [[nodiscard]] std::vector<EquipmentPath> lines() const override {
    std::vector<EquipmentPath> paths;
    for (const auto& line : lines_) paths.push_back(line->line());
    return paths;
  }
  [[nodiscard]] std::vector<Job> list(const EquipmentPath& path) const override {
    const auto* line = line_of(path);
    return line == nullptr ? std::vector<Job>{} : line->list();
  }
  [[nodiscard]] std::optional<Job> find(const EquipmentPath& path, const std::string& id) const override {
    const auto* line = line_of(path);
    return line == nullptr ? std::nullopt : line->find(id);
  }

 private:
  [[nodiscard]] LineJobs* line_of(const EquipmentPath& path) const {
    const auto it = std::ranges::find_if(lines_, [&](const auto& line) { return line->line() == path; });
    return it == lines_.end() ? nullptr : it->get();
  }
  static Answer no_line(const EquipmentPath& path) {
    return {return_status::kInvalidRequest, fmt::format("{} takes no job orders", path.str())};
  }
  void beat() { beat_ns_ = clock_.monotonic().time_since_epoch().count(); }
  void wake() {
    {
      const std::scoped_lock lock(mutex_);
      woken_up_ = true;
    }
    woken_.notify_all();
  }

  void run() {
    while (true) {
      beat();
      for (auto& line : lines_) {
        line->turn();
        for (const auto& change : line->take_changes())
          for (const auto& listener : listeners_) listener(change);
      }
      std::unique_lock lock(mutex_);
      woken_.wait_for(lock, kTurn, [&] { return stopping_ || woken_up_; });
      woken_up_ = false;
      if (stopping_) return;
    }
  }

  JobStore store_;
  IdSource ids_;
  const Clock& clock_;
  const Floor floor_;
  std::vector<std::unique_ptr<LineJobs>> lines_;
  std::vector<JobListener> listeners_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool woken_up_ = false;  // behind mutex_
  bool stopping_ = false;  // behind mutex_
  std::atomic<std::int64_t> beat_ns_{0};
  std::thread thread_;
};

}  // namespace

bool may_ask(const std::set<std::string>& roles, Cause method) {
  if (std::ranges::any_of(kStewards, [&](const char* role) { return roles.contains(role); })) return true;
  return roles.contains("operator") && std::ranges::find(kSteering, method) != kSteering.end();
}

store::StoreResult<std::unique_ptr<Jobs>> Jobs::open(const plant::Plant& plant, const tags::CurrentValues& values,
                                                     control::Controller& controller, store::Database& database,
                                                     accounts::AuditTrail& audit, const Clock& clock) {
  auto store = JobStore::open(database, audit);
  if (!store) return std::unexpected(std::move(store.error()));
  auto jobs = std::make_unique<AllLines>(plant, values, controller, *store, clock);
  if (auto loaded = jobs->load(); !loaded) return std::unexpected(std::move(loaded.error()));
  return jobs;
}

}  // namespace millwright::scada::jobs
