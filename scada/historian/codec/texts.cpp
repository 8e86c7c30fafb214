#include "scada/historian/codec/texts.h"

#include <unordered_map>

#include "scada/historian/codec/integers.h"

namespace millwright::scada::historian {

void pack_texts(std::span<const std::string> texts, ByteWriter& out) {
  std::unordered_map<std::string_view, std::int64_t> numbers;
  std::vector<std::string_view> dictionary;
  std::vector<std::int64_t> which(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto [known, added] = numbers.emplace(texts[i], static_cast<std::int64_t>(dictionary.size()));
    if (added) dictionary.push_back(texts[i]);
    which[i] = known->second;
  }
  out.varint(dictionary.size());
  for (const auto text : dictionary) {
    out.varint(text.size());
    out.raw(text);
  }
  pack_series(which, out);
}

bool unpack_texts(ByteReader& in, std::span<std::string> texts, std::size_t bytes_max) {
  const auto size = in.varint();
  if (!in.ok() || size == 0 || size > texts.size()) return false;
  std::vector<std::string_view> dictionary(size);
  for (auto& text : dictionary) text = in.take(in.varint());
  std::vector<std::int64_t> which(texts.size());
  if (!in.ok() || !unpack_series(in, which)) return false;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto number = static_cast<std::uint64_t>(which[i]);
    if (number >= size || (bytes += dictionary[number].size()) > bytes_max) return false;
    texts[i] = dictionary[number];
  }
  return true;
}

}  // namespace millwright::scada::historian
