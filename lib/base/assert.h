#pragma once
// Broken invariants stop the process, in every build: a supervisor starts it again from what is durable.

namespace millwright::detail {
[[noreturn]] void invariant_broken(const char* condition, const char* file, int line) noexcept;
}

#define MW_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::millwright::detail::invariant_broken(#condition, __FILE__, __LINE__))
