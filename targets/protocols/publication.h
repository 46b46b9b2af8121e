// Atomic publication of a file: readers see the old document or the new one, never half of one, whenever the publisher
// dies.
//
//   NAME.temp written and synced -> renamed to NAME -> folder synced
//
// What a publisher left behind is settled before anything else is done with the name: a whole temp and no document ->
// the temp becomes the document; both there, or the temp is not whole -> the temp goes.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "faultline/targets/protocols/files.h"

namespace faultline::protocols {

namespace point {
inline constexpr const char* kPublicationHalf = "publication.temp-half-written";
inline constexpr const char* kPublicationTemp = "publication.temp-synced-before-rename";
inline constexpr const char* kPublicationRenamed = "publication.renamed-before-dirsync";
inline constexpr const char* kPublicationPromoted = "publication.promoted-before-dirsync";
inline constexpr const char* kPublicationRename = "publication.rename";  // may fail
}  // namespace point

inline constexpr std::array<const char*, 4> kPublicationPoints{point::kPublicationHalf, point::kPublicationTemp,
                                                               point::kPublicationRenamed, point::kPublicationPromoted};

// Documents in one folder, which must exist. One process and thread at a time. Every call throws std::system_error
// where the file system says no.
class Publication {
 public:
  explicit Publication(Path folder) : folder_(std::move(folder)) {}
  virtual ~Publication() = default;

  // Returns once the document is durable. When it throws before the rename, the old document is still there and the
  // new one never will be; where only the folder could not be synced, the new one is there and may be lost again.
  void publish(const std::string& name, const std::string& text);

  // The document's text; nothing when there is none. Throws std::runtime_error when it is damaged.
  std::optional<std::string> load(const std::string& name);

  // Removes the document, if there is one.
  void withdraw(const std::string& name);

 protected:
  // How a text lies in its file, and the text again if it is whole.
  virtual std::string to_bytes(const std::string& text) const { return seal(text); }
  virtual std::optional<std::string> from_bytes(const std::string& bytes) const { return unseal(bytes); }

 private:
  Path document(const std::string& name) const { return folder_ / name; }
  Path temp(const std::string& name) const { return folder_ / (name + ".temp"); }
  void settle(const std::string& name);

  Path folder_;
};

}  // namespace faultline::protocols
