#include "scada/historian/query/processed.h"

#include <algorithm>

#include "scada/historian/query/answer.h"

namespace millwright::scada::historian {

struct ProcessedReader::Impl {
  Impl(const Source& source_in, ProcessedRequest request_in)
      : source(source_in),
        request(std::move(request_in)),
        intervals(unix_ns(request.start), unix_ns(request.end), request.processing_interval.count()),
        rules{request.configuration.treat_uncertain_as_bad, request.configuration.stepped,
              request.configuration.use_sloped_extrapolation} {
    for (const auto aggregate : request.aggregates) {
      add_needs(aggregate, needs);
      numbers_only |= !is_for_text(aggregate);
    }
  }

  /// Where the first interval that is wanted begins; forwards only.
  [[nodiscard]] std::int64_t first_low() const {
    return given < intervals.count() ? intervals.at(given).low : unix_ns(request.end);
  }
  Result<void, QueryError> open_pass(std::int64_t from, std::int64_t to);
  Result<void, QueryError> answer_into(const Interval& interval, std::vector<Processed>& row);
  Result<void, QueryError> fill_backwards();

  const Source& source;
  ProcessedRequest request;
  Intervals intervals;
  Rules rules;
  Needs needs;
  bool numbers_only = false;
  std::uint64_t given = request.first_interval;  // and all before it
  std::vector<Processed> row;
  std::optional<IntervalPass> pass;
  // Backwards: some intervals are done at a time, in the order of time, and handed out from the last.
  static constexpr std::uint64_t kBatch = 256;
  std::vector<std::vector<Processed>> batch;
};

Result<void, QueryError> ProcessedReader::Impl::open_pass(std::int64_t from, std::int64_t to) {
  auto stream = SampleStream::open(source, request.tag, rules, from, to);
  if (!stream) return std::unexpected(stream.error());
  pass.emplace(std::move(*stream), intervals, needs, rules, request.configuration.time_unit);
  return {};
}

Result<void, QueryError> ProcessedReader::Impl::answer_into(const Interval& interval, std::vector<Processed>& into) {
  const auto facts = pass->next(interval, numbers_only);
  if (!facts) return std::unexpected(facts.error());
  if (numbers_only && std::holds_alternative<std::string>((*facts)->like))
    return fail(QueryError::aggregate_not_supported, "tag {} holds text, of which there is no such aggregate",
                request.tag);
  into.clear();
  for (const auto aggregate : request.aggregates)
    into.push_back(answer(aggregate, **facts, request.configuration, intervals.backwards()));
  return {};
}

Result<void, QueryError> ProcessedReader::Impl::fill_backwards() {
  const auto count = std::min(kBatch, intervals.count() - given);
  const auto earliest = intervals.at(given + count - 1);
  if (auto done = open_pass(intervals.first_sample(earliest), intervals.end_sample(intervals.at(given))); !done)
    return done;
  batch.resize(count);
  for (std::uint64_t i = 0; i < count; ++i)
    if (auto done = answer_into(intervals.at(given + count - 1 - i), batch[i]); !done) return done;
  return {};
}

ProcessedReader::ProcessedReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ProcessedReader::~ProcessedReader() = default;
ProcessedReader::ProcessedReader(ProcessedReader&&) noexcept = default;
ProcessedReader& ProcessedReader::operator=(ProcessedReader&&) noexcept = default;

Result<ProcessedReader, QueryError> ProcessedReader::open(const Source& source, ProcessedRequest request) {
  if (auto sound = check(request.configuration); !sound) return std::unexpected(sound.error());
  if (request.start == request.end)
    return fail(QueryError::invalid_argument, "start and end are the same: there is no interval between them");
  if (request.processing_interval < Duration::zero())
    return fail(QueryError::invalid_argument, "the processing interval is negative");
  auto impl = std::make_unique<Impl>(source, std::move(request));
  if (!impl->intervals.backwards())
    if (auto done = impl->open_pass(impl->first_low(), unix_ns(impl->request.end)); !done)
      return std::unexpected(done.error());
  return ProcessedReader(std::move(impl));
}

std::uint64_t ProcessedReader::intervals() const { return impl_->intervals.count(); }

Result<const std::vector<Processed>*, QueryError> ProcessedReader::next() {
  auto& impl = *impl_;
  impl.row.clear();
  if (impl.given >= impl.intervals.count()) return &impl.row;
  if (!impl.intervals.backwards()) {
    if (auto done = impl.answer_into(impl.intervals.at(impl.given), impl.row); !done)
      return std::unexpected(done.error());
  } else {
    if (impl.batch.empty())
      if (auto done = impl.fill_backwards(); !done) return std::unexpected(done.error());
    impl.row = std::move(impl.batch.back());
    impl.batch.pop_back();
  }
  ++impl.given;
  return &impl.row;
}

Result<std::vector<std::vector<Processed>>, QueryError> read_processed(const Source& source, ProcessedRequest request) {
  auto reader = ProcessedReader::open(source, std::move(request));
  if (!reader) return std::unexpected(reader.error());
  std::vector<std::vector<Processed>> out;
  out.reserve(std::min<std::uint64_t>(reader->intervals(), 65'536));
  for (std::uint64_t i = 0; i < reader->intervals(); ++i) {
    const auto row = reader->next();
    if (!row) return std::unexpected(row.error());
    out.push_back(**row);
  }
  return out;
}

}  // namespace millwright::scada::historian
