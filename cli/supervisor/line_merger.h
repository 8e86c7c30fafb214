#pragma once
// The output of several processes as one stream of whole lines. A reader that does not read loses lines, counted,
// rather than stopping the supervisor. Used by the supervisor's thread alone.

#include <cstdint>
#include <string>

namespace millwright::cli {

/// Collects what one process writes; hands on whole lines.
class LineBuffer {
 public:
  /// Reads what is there without waiting; false at the end of the stream. Complete lines are appended to `lines`.
  bool read_from(int fd, std::string& lines);
  /// What stands without its newline, with one.
  [[nodiscard]] std::string rest();

 private:
  static constexpr std::size_t kLongestLine = 64 * 1024;
  std::string partial_;
};

/// Writes to a descriptor that may be slow.
class LineWriter {
 public:
  explicit LineWriter(int fd) : fd_(fd) {}
  void write(const std::string& lines);
  [[nodiscard]] std::uint64_t lost_bytes() const { return lost_bytes_; }

 private:
  int fd_;
  std::uint64_t lost_bytes_ = 0;
};

}  // namespace millwright::cli
