#include "mes/planning/jobshop/instance.h"

#include <charconv>
#include <optional>
#include <vector>

namespace millwright::mes::planning::jobshop {

namespace {

constexpr int kMostJobsOrMachines = 100'000;
constexpr int kMostOperations = 1'000'000;
constexpr int kLongestDuration = 1'000'000;

struct Line {
  int number = 0;
  std::vector<std::string_view> words;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  int number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    std::vector<std::string_view> words;
    for (std::size_t at = line.find_first_not_of(" \t\r"); at != std::string_view::npos && line[at] != '#';) {
      const auto stop = std::min(line.find_first_of(" \t\r", at), line.size());
      words.push_back(line.substr(at, stop - at));
      at = line.find_first_not_of(" \t\r", stop);
    }
    if (!words.empty()) lines.push_back({number, std::move(words)});
  }
  return lines;
}

std::optional<int> whole(std::string_view word) {
  int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc{} && end == word.data() + word.size() ? std::optional(value) : std::nullopt;
}

class Reader {
 public:
  Reader(std::string_view text, std::string name) : name_(std::move(name)), lines_(lines_of(text)) {}

  Result<Problem, PlanningError> read() {
    const bool taillard = !lines_.empty() && lines_[0].words[0] == "Nb";
    next_ = taillard ? 1 : 0;
    if (auto read = read_size(); !read) return std::unexpected(read.error());
    problem_.weights = {.tardiness = 0, .setup = 0, .makespan = 1};
    for (int m = 0; m < machines_; ++m) problem_.units.push_back({.id = fmt::format("M{}", m), .closed = {}});
    for (int j = 0; j < jobs_; ++j) problem_.orders.push_back({.id = fmt::format("J{}", j), .due_s = {}});
    if (auto read = taillard ? read_tables() : read_pairs(); !read) return std::unexpected(read.error());
    if (next_ < lines_.size()) return bad(lines_[next_], "there is more after the last of {} jobs", jobs_);
    return std::move(problem_);
  }

 private:
  using Read = Result<void, PlanningError>;

  template <class... Args>
  std::unexpected<Failure<PlanningError>> bad(const Line& line, fmt::format_string<Args...> text, Args&&... args) {
    return fail(PlanningError::bad_problem, "{}:{}: {}", name_, line.number,
                fmt::format(text, std::forward<Args>(args)...));
  }
  Result<const Line*, PlanningError> next_line(std::string_view what) {
    if (next_ < lines_.size()) return &lines_[next_++];
    const int last = lines_.empty() ? 1 : lines_.back().number;
    return fail(PlanningError::bad_problem, "{}:{}: the file ends before {}", name_, last, what);
  }

  Read read_size() {
    const auto line = next_line("the numbers of jobs and machines");
    if (!line) return std::unexpected(line.error());
    const auto& words = (*line)->words;
    const auto jobs = whole(words[0]);
    const auto machines = words.size() > 1 ? whole(words[1]) : std::nullopt;
    if (!jobs || !machines)
      return bad(**line, "the numbers of jobs and machines are expected, '{}' is there", words[0]);
    if (*jobs < 1 || *machines < 1 || *jobs > kMostJobsOrMachines || *machines > kMostJobsOrMachines ||
        static_cast<std::int64_t>(*jobs) * *machines > kMostOperations)
      return bad(**line, "{} jobs on {} machines cannot be", *jobs, *machines);
    jobs_ = *jobs;
    machines_ = *machines;
    return {};
  }

  /// One line of whole numbers from `least` to `most`.
  Result<std::vector<int>, PlanningError> numbers(const Line& line, std::string_view what, int least, int most) {
    std::vector<int> values;
    for (const auto word : line.words) {
      const auto value = whole(word);
      if (!value) return bad(line, "'{}' is not a whole number", word);
      if (*value < least || *value > most) return bad(line, "{} {} is not from {} to {}", what, *value, least, most);
      values.push_back(*value);
    }
    return values;
  }

  void add(int job, int machine, int duration) {
    const int index = static_cast<int>(problem_.operations.size());
    Operation operation;
    const bool first = index == 0 || problem_.operations.back().order != job;
    if (!first) operation.after = {index - 1};
    place_in_job_ = first ? 0 : place_in_job_ + 1;
    operation.id = fmt::format("J{}.{}", job, place_in_job_);
    operation.order = job;
    operation.alternatives = {{machine, duration}};
    problem_.operations.push_back(std::move(operation));
  }

  Read read_pairs() {
    for (int job = 0; job < jobs_; ++job) {
      const auto line = next_line(fmt::format("job {} of {}", job, jobs_));
      if (!line) return std::unexpected(line.error());
      const auto values = numbers(**line, "machine or duration", 0, kLongestDuration);
      if (!values) return std::unexpected(values.error());
      if (values->size() % 2 != 0) return bad(**line, "job {} ends with a machine without a duration", job);
      // Some instances visit a machine twice, so that a job may have any number of pairs; but all have the same, and a
      // line that was cut off is noticed.
      if (job == 0) pairs_ = values->size() / 2;
      if (values->size() / 2 != pairs_)
        return bad(**line, "job {} has {} pairs, the jobs before it have {}", job, values->size() / 2, pairs_);
      for (std::size_t k = 0; k < values->size(); k += 2) {
        if ((*values)[k] >= machines_)
          return bad(**line, "job {} names machine {}, the machines are 0 to {}", job, (*values)[k], machines_ - 1);
        add(job, (*values)[k], (*values)[k + 1]);
      }
    }
    return {};
  }

  Result<std::vector<std::vector<int>>, PlanningError> table(std::string_view title, int least, int most) {
    const auto line = next_line(fmt::format("the table '{}'", title));
    if (!line) return std::unexpected(line.error());
    if ((*line)->words[0] != title) return bad(**line, "the table '{}' is expected", title);
    std::vector<std::vector<int>> rows;
    for (int job = 0; job < jobs_; ++job) {
      const auto row = next_line(fmt::format("job {} of '{}'", job, title));
      if (!row) return std::unexpected(row.error());
      auto values = numbers(**row, title, least, most);
      if (!values) return std::unexpected(values.error());
      if (values->size() != static_cast<std::size_t>(machines_))
        return bad(**row, "job {} has {} entries in '{}', {} machines need {}", job, values->size(), title, machines_,
                   machines_);
      rows.push_back(std::move(*values));
    }
    return rows;
  }

  Read read_tables() {
    const auto times = table("Times", 0, kLongestDuration);
    if (!times) return std::unexpected(times.error());
    const auto machines = table("Machines", 1, machines_);
    if (!machines) return std::unexpected(machines.error());
    for (int job = 0; job < jobs_; ++job)
      for (std::size_t k = 0; k < static_cast<std::size_t>(machines_); ++k)
        add(job, (*machines)[static_cast<std::size_t>(job)][k] - 1, (*times)[static_cast<std::size_t>(job)][k]);
    return {};
  }

  std::string name_;
  std::vector<Line> lines_;
  std::size_t next_ = 0;
  int jobs_ = 0;
  int machines_ = 0;
  int place_in_job_ = 0;
  std::size_t pairs_ = 0;
  Problem problem_;
};

}  // namespace

Result<Problem, PlanningError> read_instance(std::string_view text, const std::string& name) {
  return Reader(text, name).read();
}

}  // namespace millwright::mes::planning::jobshop
