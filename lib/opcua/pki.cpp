#include "lib/opcua/pki.h"

#include <fcntl.h>
#include <open62541/plugin/create_certificate.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "lib/opcua/ua.h"
#include "lib/opcua/ua_log.h"

namespace millwright::opcua {
namespace fs = std::filesystem;
namespace {

constexpr UA_UInt16 kKeyBits = 2048;
constexpr UA_UInt16 kValidDays = 3650;

struct Pair {
  std::string certificate;
  std::string key;
};

std::string application_uri(const std::string& name) { return "urn:millwright:" + name; }

Result<Pair, PkiError> generate(const std::string& name) {
  const std::string common = "CN=Millwright " + name;
  const std::string uri = "URI:" + application_uri(name);
  std::array subject{borrowed("O=Millwright"), borrowed(common)};
  std::array alternatives{borrowed("DNS:localhost"), borrowed("IP:127.0.0.1"), borrowed(uri)};

  UA_KeyValueMap* params = UA_KeyValueMap_new();
  const auto set = [&](const char* key, UA_UInt16 value) {
    UA_KeyValueMap_setScalar(params, UA_QUALIFIEDNAME(0, const_cast<char*>(key)), &value, &UA_TYPES[UA_TYPES_UINT16]);
  };
  set("key-size-bits", kKeyBits);
  set("expires-in-days", kValidDays);
  Owned<UA_ByteString> key(UA_TYPES[UA_TYPES_BYTESTRING]);
  Owned<UA_ByteString> certificate(UA_TYPES[UA_TYPES_BYTESTRING]);
  const auto status =
      UA_CreateCertificate(ua_logger(), subject.data(), subject.size(), alternatives.data(), alternatives.size(),
                           UA_CERTIFICATEFORMAT_DER, params, key.get(), certificate.get());
  UA_KeyValueMap_delete(params);
  if (status != UA_STATUSCODE_GOOD)
    return fail(PkiError::generation, "no certificate could be made for {}: {}", name, status_name(status));
  return Pair{text_of(*certificate), text_of(*key)};
}

/// Complete or not there at all: written aside, synced, then renamed.
Result<void, PkiError> write_whole(const fs::path& path, const std::string& bytes, mode_t mode) {
  const fs::path aside = path.string() + ".new";
  const int file = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return fail(PkiError::storage, "{} cannot be written: {}", path.string(), std::strerror(errno));
  const bool written = ::fchmod(file, mode) == 0 &&
                       ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                       ::fsync(file) == 0;
  const int reason = errno;
  ::close(file);
  if (!written || ::rename(aside.c_str(), path.c_str()) != 0)
    return fail(PkiError::storage, "{} cannot be written: {}", path.string(), std::strerror(written ? errno : reason));
  return {};
}

Result<std::string, PkiError> read_whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(PkiError::missing, "{} cannot be read", path.string());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// One provisioning at a time: two processes that start together must not each make a pair.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder) : file_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    locked_ = file_ >= 0 && ::flock(file_, LOCK_EX) == 0;
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock() {
    if (file_ >= 0) ::close(file_);
  }
  [[nodiscard]] bool locked() const { return locked_; }

 private:
  int file_;
  bool locked_ = false;
};

Result<void, PkiError> provision_one(const fs::path& pki, const std::string& name) {
  const auto certificate = pki / (name + ".cert.der");
  const auto key = pki / (name + ".key.der");
  std::error_code error;
  if (!fs::exists(certificate, error) || !fs::exists(key, error)) {
    const auto pair = generate(name);
    if (!pair) return std::unexpected(pair.error());
    // The certificate last: where it is, its key is too.
    fs::remove(certificate, error);
    fs::remove(pki / "trusted" / (name + ".der"), error);
    if (auto done = write_whole(key, pair->key, 0600); !done) return done;
    if (auto done = write_whole(certificate, pair->certificate, 0644); !done) return done;
  }
  const auto trusted = pki / "trusted" / (name + ".der");
  if (fs::exists(trusted, error)) return {};
  const auto bytes = read_whole(certificate);
  if (!bytes) return std::unexpected(bytes.error());
  return write_whole(trusted, *bytes, 0644);
}

}  // namespace

Result<void, PkiError> provision_pki(const fs::path& shared, const std::vector<std::string>& names) {
  const auto pki = shared / "pki";
  std::error_code error;
  fs::create_directories(pki / "trusted", error);
  if (error) return fail(PkiError::storage, "{} cannot be made: {}", pki.string(), error.message());
  fs::permissions(pki, fs::perms::owner_all, error);
  if (error) return fail(PkiError::storage, "{} cannot be closed to others: {}", pki.string(), error.message());
  const FolderLock lock(pki);
  if (!lock.locked()) return fail(PkiError::storage, "{} cannot be locked: {}", pki.string(), std::strerror(errno));
  for (const auto& name : names)
    if (auto done = provision_one(pki, name); !done) return done;
  return {};
}

Result<Identity, PkiError> load_identity(const fs::path& pki, const std::string& name) {
  Identity identity;
  identity.application_uri = application_uri(name);
  const auto certificate = read_whole(pki / (name + ".cert.der"));
  if (!certificate) return std::unexpected(certificate.error());
  const auto key = read_whole(pki / (name + ".key.der"));
  if (!key) return std::unexpected(key.error());
  identity.certificate_der = *certificate;
  identity.key_der = *key;

  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(pki / "trusted", error))
    if (entry.path().extension() == ".der") files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files) {
    const auto trusted = read_whole(file);
    if (!trusted) return std::unexpected(trusted.error());
    identity.trusted_der.push_back(*trusted);
  }
  // open62541 takes an empty list for "trust everybody".
  if (identity.trusted_der.empty())
    return fail(PkiError::missing, "{} holds no trusted certificate (*.der)", (pki / "trusted").string());
  return identity;
}

}  // namespace millwright::opcua
