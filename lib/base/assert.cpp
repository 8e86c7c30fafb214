#include "lib/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace millwright::detail {

void invariant_broken(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: invariant broken: %s\n", file, line, condition);
  std::abort();
}

}  // namespace millwright::detail
