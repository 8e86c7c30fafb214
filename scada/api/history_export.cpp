#include "scada/api/history_export.h"

namespace millwright::scada::api {
namespace {

constexpr std::size_t kPieceBytes = 64 << 10;

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

/// One tag's samples, and the one it stands at.
class Column {
 public:
  Column(const plant::Tag& tag, std::unique_ptr<historian::Cursor> cursor)
      : path_(quoted(tag.path.str())), unit_(quoted(tag.unit.symbol)), cursor_(std::move(cursor)) {}

  /// False behind the last sample.
  http::HttpResult<bool> ready() {
    if (cursor_ == nullptr) return false;
    if (block_ != nullptr && at_ < block_->size()) return true;
    const auto next = cursor_->next();
    if (!next) return unreadable(next.error());
    block_ = *next;
    at_ = 0;
    if (block_->empty()) cursor_.reset();
    return cursor_ != nullptr;
  }
  [[nodiscard]] std::int64_t time() const { return block_->times[at_]; }
  void write(std::string& out) {
    const auto sample = block_->sample(at_++);
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{}\r\n", to_rfc3339(sample.source_time), path_,
                   quoted(contracts::to_text(sample.value)), unit_, sample.quality.name());
  }

 private:
  std::string path_, unit_;
  std::unique_ptr<historian::Cursor> cursor_;
  const historian::Block* block_ = nullptr;
  std::size_t at_ = 0;
};

/// Empty at the end.
http::HttpResult<std::string> next_piece(std::vector<Column>& columns) {
  std::string out;
  while (out.size() < kPieceBytes) {
    Column* first = nullptr;
    for (auto& column : columns) {
      const auto ready = column.ready();
      if (!ready) return std::unexpected(ready.error());
      if (*ready && (first == nullptr || column.time() < first->time())) first = &column;
    }
    if (first == nullptr) break;
    first->write(out);
  }
  return out;
}

}  // namespace

http::HttpResult<http::BodyStream> csv_of(const historian::Source& source, HistoryRequest request) {
  auto columns = std::make_shared<std::vector<Column>>();
  for (const auto& tag : request.tags) {
    if (!tag.id) continue;
    auto cursor = source.read(*tag.id, request.from, request.to, historian::Direction::forward);
    if (!cursor) return unreadable(cursor.error());
    columns->emplace_back(*tag.spec, std::move(*cursor));
  }
  return [columns, header = std::string("time,tag,value,unit,quality\r\n")]() mutable -> std::optional<std::string> {
    auto piece = next_piece(*columns);
    if (!piece) return std::nullopt;  // told in the log already
    return std::exchange(header, "") + *piece;
  };
}

}  // namespace millwright::scada::api
