// SPDX-License-Identifier: Apache-2.0
#include "wall/descriptor.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace fumiban::wall {

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

std::pair<Descriptor, Descriptor> socket_pair(int type) {
  std::array<int, 2> ends = {-1, -1};
  if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0) return {};
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Descriptor sealed_file(std::initializer_list<std::string_view> pieces) {
  Descriptor file(memfd_create("message", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  for (auto bytes : pieces)
    while (file.is_open() && !bytes.empty()) {
      const auto written = write(file.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return {};
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  constexpr int kSeals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (file.is_open() && fcntl(file.get(), F_ADD_SEALS, kSeals) != 0) return {};
  return file;
}

namespace {

ssize_t send_some(int socket, std::string_view bytes, int descriptor, int flags) {
  // By the call that can carry no descriptor: a worker is allowed no other.
  if (descriptor < 0) return send(socket, bytes.data(), bytes.size(), flags);
  iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  auto* head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
  return sendmsg(socket, &message, flags);
}

} // namespace

bool send_all(int socket, std::string_view bytes, int descriptor, bool wait) {
  while (!bytes.empty()) {
    const auto sent = send_some(socket, bytes, descriptor, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
    descriptor = -1;
  }
  return true;
}

std::optional<Received> receive(int socket, std::size_t most, bool wait) {
  Received out;
  out.bytes.resize(most);
  iovec piece{out.bytes.data(), most};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  message.msg_control = control.data();
  message.msg_controllen = CMSG_LEN(sizeof(int)); // with the padding behind it the kernel would put a second one there
  ssize_t got = -1;
  do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
  while (got < 0 && errno == EINTR);
  if (got <= 0) return std::nullopt;
  for (auto* head = CMSG_FIRSTHDR(&message); head != nullptr; head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(sizeof(int)))
      continue;
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
    out.descriptor = Descriptor(descriptor);
  }
  out.bytes.resize(static_cast<std::size_t>(got));
  return out;
}

} // namespace fumiban::wall
