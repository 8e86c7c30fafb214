#pragma once
// The Database over SOCI. Owned by main(); any thread. Sessions are kept in a pool: a thread has one to itself while
// its transaction runs, so there are never more than threads that work at the same time.

#include <mutex>

#include "lib/store/fault.h"
#include "lib/store/url.h"

namespace millwright::store {

class SociDatabase final : public Database {
 public:
  explicit SociDatabase(DatabaseUrl url) : url_(std::move(url)) {}

  [[nodiscard]] Dialect dialect() const override { return url_.dialect; }
  StoreResult<void> migrate(std::string_view module, const std::vector<Migration>& migrations) override;
  StoreResult<void> transaction(const std::function<StoreResult<void>(Session&)>& work) override;
  StoreResult<void> read(const std::function<StoreResult<void>(Session&)>& work) override;

  /// Opens the first session, creating file and schema; tries again until `patience` is over.
  StoreResult<void> connect(Duration patience);

 private:
  using Work = std::function<StoreResult<void>(Session&)>;
  enum class Phase { begin, work, commit };

  std::unique_ptr<Session> make_session();
  std::unique_ptr<Session> borrow();
  void give_back(std::unique_ptr<Session> session);
  StoreResult<void> repeat(const char* begin, const Work& work);
  std::optional<StoreResult<void>> attempt(const char* begin, const Work& work, Fault& fault);
  StoreResult<void> apply(std::string_view module, const Migration& migration);

  const DatabaseUrl url_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_;
};

}  // namespace millwright::store
