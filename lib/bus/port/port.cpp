#include "lib/bus/port/port.h"

#include <algorithm>
#include <cctype>

namespace millwright::bus {
namespace {

constexpr std::size_t kShortStringMax = 255;  // AMQP 0-9-1, 4.2.5.3
constexpr std::size_t kBodyMax = 16 * 1024 * 1024;
constexpr std::size_t kQueueNameMax = 100;

/// A topic cut into words. An empty topic has none, but "a." has two, as RabbitMQ has it.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  if (text.empty()) return words;
  while (true) {
    auto dot = text.find('.');
    words.push_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return words;
    text.remove_prefix(dot + 1);
  }
}

bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; }

}  // namespace

std::string_view channel_name(Channel channel) {
  return channel == Channel::events ? "millwright.events" : "millwright.commands";
}

bool topic_matches(std::string_view pattern, std::string_view key) {
  const auto wanted = words_of(pattern);
  const auto words = words_of(key);
  // Remembers the last `#` and lets it swallow one word more whenever what follows it fails: linear backtracking.
  std::size_t w = 0;
  std::size_t k = 0;
  std::size_t hash = wanted.size();
  std::size_t hash_swallowed_to = 0;
  while (k < words.size()) {
    if (w < wanted.size() && wanted[w] == "#") {
      hash = w++;
      hash_swallowed_to = k;
    } else if (w < wanted.size() && (wanted[w] == "*" || wanted[w] == words[k])) {
      ++w;
      ++k;
    } else if (hash < wanted.size()) {
      w = hash + 1;
      k = ++hash_swallowed_to;
    } else {
      return false;
    }
  }
  while (w < wanted.size() && wanted[w] == "#") ++w;
  return w == wanted.size();
}

Result<void, BusError> check_messages(std::span<const Message> messages) {
  for (const auto& message : messages) {
    if (message.id.empty()) return fail(BusError::refused, "a message for {} has no id", message.routing_key);
    if (message.id.size() > kShortStringMax || message.routing_key.size() > kShortStringMax ||
        message.type.size() > kShortStringMax) {
      return fail(BusError::refused, "message {}: id, routing key and type may have {} bytes at most",
                  message.id.substr(0, 40), kShortStringMax);
    }
    if (message.body.size() > kBodyMax) {
      return fail(BusError::refused, "message {} has {} bytes; {} are allowed", message.id, message.body.size(),
                  kBodyMax);
    }
  }
  return {};
}

Result<void, BusError> check_queue(const QueueSpec& queue) {
  const auto& name = queue.name;
  const bool well_named = !name.empty() && name.size() <= kQueueNameMax && name.front() != '.' &&
                          std::ranges::all_of(name, [](char c) { return is_name_character(c) || c == '.'; });
  if (!well_named) return fail(BusError::refused, "\"{}\" is not a queue name", name);
  if (queue.patterns.empty()) return fail(BusError::refused, "queue {} names no topic pattern", name);
  for (const auto& pattern : queue.patterns) {
    if (pattern.size() > kShortStringMax) {
      return fail(BusError::refused, "queue {}: a pattern may have {} bytes at most", name, kShortStringMax);
    }
  }
  if (queue.prefetch == 0 || queue.prefetch > 65535) {
    return fail(BusError::refused, "queue {}: prefetch must be 1 to 65535, not {}", name, queue.prefetch);
  }
  if (queue.delivery_limit == 0) return fail(BusError::refused, "queue {}: delivery_limit must be 1 at least", name);
  return {};
}

}  // namespace millwright::bus
