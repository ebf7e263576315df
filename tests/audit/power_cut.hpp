// SPDX-License-Identifier: Apache-2.0
/// @file
/// A file system in memory that fails at the n-th call and, when its power is cut, keeps of what was not synced as
/// little, as much and as torn as a disk may.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "audit/files.hpp"

namespace fumiban::test {

class PowerCut final : public audit::Files {
public:
  enum class Fault : std::uint8_t {
    none,
    power, ///< the n-th call does a part of its work, and every later one none
    error, ///< the n-th call fails, a write after a part of its bytes; later ones work
  };

  /// Calls that change something are counted from 1.
  void fail_at(std::size_t n, Fault fault) {
    calls_ = 0;
    at_ = n;
    fault_ = fault;
  }
  [[nodiscard]] std::size_t calls() const { return calls_; }

  /// The power comes back. What was not synced: names are kept up to a random one, of writes each is kept, lost or
  /// torn.
  void restart(std::uint32_t seed) {
    std::mt19937 random(seed);
    fail_at(0, Fault::none);
    locked_.clear();
    const auto kept = changes_.empty() ? 0 : random() % (changes_.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) apply(durable_, changes_[i]);
    changes_.clear();
    names_ = durable_;
    std::set<Inode*> seen;
    for (auto& [path, inode] : names_) {
      if (!inode || !seen.insert(inode.get()).second) continue;
      for (const auto& write : inode->pending) {
        const auto way = random() % 4;
        if (way == 0) continue; // lost
        auto torn = write;
        if (way == 1 && !torn.cut) torn.bytes.resize(random() % (torn.bytes.size() + 1));
        if (way == 2 && !torn.cut && !torn.bytes.empty()) { // its beginning lost, its end kept
          const auto lost = random() % torn.bytes.size();
          torn.bytes.erase(0, lost);
          torn.offset += lost;
        }
        torn.on(inode->durable);
      }
      inode->pending.clear();
      inode->cached = inode->durable;
    }
  }

  /// What a file holds; to be changed by hand.
  std::string& bytes(const std::string& path) { return names_.at(path)->cached; }
  [[nodiscard]] std::vector<std::string> all() const {
    std::vector<std::string> out;
    for (const auto& [path, inode] : names_)
      if (inode) out.push_back(path);
    return out;
  }
  using Snapshot = std::map<std::string, std::string>;
  [[nodiscard]] Snapshot snapshot() const {
    Snapshot out;
    for (const auto& [path, inode] : names_)
      if (inode) out[path] = inode->cached;
    return out;
  }
  /// The folders stay.
  void put_back(const Snapshot& files) {
    std::erase_if(names_, [](const auto& entry) { return entry.second != nullptr; });
    for (const auto& [path, bytes] : files) {
      names_[path] = std::make_shared<Inode>();
      names_[path]->cached = names_[path]->durable = bytes;
    }
    durable_ = names_;
    changes_.clear();
  }

  audit::Got<std::unique_ptr<audit::File>> open(const std::string& path) override {
    if (names_.count(path) == 0) {
      if (names_.count(parent(path)) == 0 && path.find('/') != std::string::npos)
        return audit::Failed{path + ": No such file or directory", true};
      if (const auto error = call(); !error.empty()) return audit::Failed{path + error};
      change({Change::Kind::put, path, "", std::make_shared<Inode>()});
    }
    return std::unique_ptr<audit::File>(std::make_unique<Handle>(*this, path, names_.at(path)));
  }
  audit::Got<std::unique_ptr<audit::File>> lock(const std::string& path) override {
    if (!locked_.insert(path).second) return audit::Failed{path + ": locked"};
    auto opened = open(path);
    if (std::holds_alternative<audit::Failed>(opened)) {
      locked_.erase(path);
      return opened;
    }
    return std::unique_ptr<audit::File>(std::make_unique<Handle>(*this, path, names_.at(path), true));
  }
  audit::Got<std::string> read(const std::string& path) override {
    const auto found = names_.find(path);
    if (found == names_.end() || !found->second) return audit::Failed{path + ": No such file or directory", true};
    return found->second->cached;
  }
  audit::Got<std::vector<std::string>> names(const std::string& folder) override {
    if (names_.count(folder) == 0) return audit::Failed{folder + ": No such file or directory", true};
    std::vector<std::string> out;
    for (const auto& [path, inode] : names_)
      if (parent(path) == folder) out.push_back(path.substr(folder.size() + 1));
    return out;
  }
  std::string make_folder(const std::string& path) override {
    if (names_.count(path) != 0) return "";
    if (auto error = call(); !error.empty()) return path + error;
    change({Change::Kind::put, path, "", nullptr});
    return "";
  }
  std::string rename(const std::string& from, const std::string& to) override {
    if (auto error = call(); !error.empty()) return to + error;
    if (names_.count(from) == 0) return to + ": No such file or directory";
    change({Change::Kind::rename, to, from, nullptr});
    return "";
  }
  std::string remove(const std::string& path) override {
    if (auto error = call(); !error.empty()) return path + error;
    if (names_.count(path) == 0) return path + ": No such file or directory";
    for (const auto& [other, inode] : names_)
      if (parent(other) == path) return path + ": Directory not empty";
    change({Change::Kind::remove, path, "", nullptr});
    return "";
  }
  std::string sync_folder(const std::string& path) override {
    if (auto error = call(); !error.empty()) return path + error;
    for (auto& one : changes_)
      if (parent(one.path) == path) apply(durable_, one);
    std::erase_if(changes_, [&](const auto& one) { return parent(one.path) == path; });
    return "";
  }

private:
  struct Write {
    std::uint64_t offset = 0;
    std::string bytes;
    bool cut = false;
    void on(std::string& file) const {
      if (cut) {
        file.resize(offset);
      } else if (!bytes.empty()) {
        if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size());
        file.replace(offset, bytes.size(), bytes);
      }
    }
  };
  struct Inode {
    std::string cached;
    std::string durable;
    std::vector<Write> pending;
  };
  using Names = std::map<std::string, std::shared_ptr<Inode>>; ///< a folder has no inode
  struct Change {
    enum class Kind : std::uint8_t { put, rename, remove } kind;
    std::string path;
    std::string from;
    std::shared_ptr<Inode> inode;
  };

  class Handle final : public audit::File {
  public:
    Handle(PowerCut& disk, std::string path, std::shared_ptr<Inode> inode, bool lock = false)
        : disk_(disk), path_(std::move(path)), inode_(std::move(inode)), lock_(lock) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() override {
      if (lock_) disk_.locked_.erase(path_);
    }
    std::string write(std::uint64_t offset, std::string_view bytes) override {
      const auto error = disk_.call();
      const Write write{offset, std::string(bytes.substr(0, error.empty() ? bytes.size() : bytes.size() / 2))};
      if (!error.empty() && disk_.off_) return path_ + error;
      write.on(inode_->cached);
      inode_->pending.push_back(write);
      return error.empty() ? "" : path_ + error;
    }
    std::string sync() override {
      if (const auto error = disk_.call(); !error.empty()) {
        // As Linux has it: what could not be written is dropped, and still shown to those who read.
        if (!disk_.off_ && disk_.fault_ == Fault::error) inode_->pending.clear();
        return path_ + error;
      }
      for (const auto& write : inode_->pending) write.on(inode_->durable);
      inode_->pending.clear();
      return "";
    }
    std::string cut(std::uint64_t size) override {
      if (auto error = disk_.call(); !error.empty()) return path_ + error;
      const Write write{size, "", true};
      write.on(inode_->cached);
      inode_->pending.push_back(write);
      return "";
    }

  private:
    PowerCut& disk_;
    std::string path_;
    std::shared_ptr<Inode> inode_;
    bool lock_;
  };

  static std::string parent(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
  }

  /// Empty, or why this call fails.
  std::string call() {
    off_ = fault_ == Fault::power && at_ != 0 && calls_ >= at_;
    ++calls_;
    if (fault_ == Fault::none || at_ == 0 || calls_ < at_) return "";
    if (fault_ == Fault::error && calls_ > at_) return "";
    return fault_ == Fault::error ? ": No space left on device" : ": power cut";
  }

  static void apply(Names& names, const Change& one) {
    if (one.kind == Change::Kind::put) names[one.path] = one.inode;
    if (one.kind == Change::Kind::remove) names.erase(one.path);
    if (one.kind != Change::Kind::rename) return;
    const auto found = names.find(one.from);
    if (found == names.end()) return;
    auto inode = found->second;
    names.erase(found);
    names[one.path] = std::move(inode);
  }
  void change(Change one) {
    apply(names_, one);
    changes_.push_back(std::move(one));
  }

  Names names_;
  Names durable_;
  std::vector<Change> changes_;
  std::set<std::string> locked_;
  std::size_t calls_ = 0;
  std::size_t at_ = 0;
  Fault fault_ = Fault::none;
  bool off_ = false;
};

} // namespace fumiban::test
