#pragma once
// Boolean and arithmetic expressions over tags: interlocks, confirmations. A thin adapter over muParser.
//
// Names are tag paths with '.' for '/': `level > 5 and capper.state == 6` is looked up first in the equipment itself,
// then among its siblings, then as an absolute path ("line1.capper.state"). `and`, `or`, `not`, comparison and
// arithmetic as usual; `value` is the command's parameter; `if(c, a, b)`, `abs`, `min`, `max`.
//
// Owned by whoever compiled it; not thread-safe.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.h"
#include "plant/model.h"

namespace millwright::plant {

enum class ExpressionError { syntax, unknown_name };

/// Outcome of an evaluation: `quality` is the worst of the samples it read; the value counts only while it is Good.
struct Evaluation {
  double value = 0;
  contracts::Quality quality;
  [[nodiscard]] bool is_true() const { return quality.is_good() && value != 0; }
};

class Expression {
 public:
  using Lookup = std::function<contracts::Sample(const TagPath&)>;

  /// Compiles `text` seen from `equipment`; unknown names are an error that says what is known nearby.
  [[nodiscard]] static Result<Expression, ExpressionError> compile(const Plant& plant, const EquipmentPath& equipment,
                                                                   std::string_view text);
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

  /// `parameter` is what `value` stands for; 0 if the command has none.
  [[nodiscard]] Evaluation evaluate(const Lookup& lookup, double parameter = 0) const;
  [[nodiscard]] const std::vector<TagPath>& tags() const;

 private:
  struct Impl;
  explicit Expression(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace millwright::plant
