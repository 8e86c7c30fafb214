#include "cli/supervisor/line_merger.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <string_view>

namespace millwright::cli {

bool LineBuffer::read_from(int fd, std::string& lines) {
  // One round takes a bounded amount, so that a chattering child does not starve the others.
  for (int round = 0; round < 16; ++round) {
    std::array<char, 16384> chunk{};
    const auto size = ::read(fd, chunk.data(), chunk.size());
    if (size == 0) return false;
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    partial_.append(chunk.data(), static_cast<std::size_t>(size));
    const auto end = partial_.rfind('\n');
    if (end != std::string::npos) {
      lines.append(partial_, 0, end + 1);
      partial_.erase(0, end + 1);
    }
    if (partial_.size() > kLongestLine) lines += rest();
  }
  return true;
}

std::string LineBuffer::rest() {
  if (partial_.empty()) return {};
  std::string line;
  line.swap(partial_);
  return line + "\n";
}

void LineWriter::write(const std::string& lines) {
  constexpr int kPatienceMs = 100;
  std::string_view left = lines;
  while (!left.empty()) {
    pollfd ready{fd_, POLLOUT, 0};
    // A pipe that polls writable takes PIPE_BUF bytes without blocking.
    if (::poll(&ready, 1, kPatienceMs) <= 0) break;
    const auto size = ::write(fd_, left.data(), std::min<std::size_t>(left.size(), PIPE_BUF));
    if (size < 0 && errno != EINTR && errno != EAGAIN) break;
    if (size > 0) left.remove_prefix(static_cast<std::size_t>(size));
  }
  lost_bytes_ += left.size();
}

}  // namespace millwright::cli
