// SPDX-License-Identifier: Apache-2.0
/// @file
/// Answers that say why there is no other (RFC 9457). Their texts are in rules/messages.*.toml under "http.<id>".
#pragma once

#include <string>
#include <string_view>

#include "http/request.hpp"

namespace fumiban::http {

struct ProblemSpec {
  std::string_view id; ///< "urn:fumiban:problem:<id>"
  unsigned status;
};

inline constexpr ProblemSpec kMalformed{"malformed", 400}; ///< no request that means one thing
inline constexpr ProblemSpec kQuery{"query", 400};         ///< a query that the route does not have
inline constexpr ProblemSpec kReference{"reference", 400}; ///< a file of ours is to be opened
inline constexpr ProblemSpec kToken{"token", 401};         ///< no token, or one that we do not know
inline constexpr ProblemSpec kHost{"host", 403};           ///< Host is a name that is not ours
inline constexpr ProblemSpec kOrigin{"origin", 403};       ///< a page in a browser asks
inline constexpr ProblemSpec kScope{"scope", 403};         ///< a token for something else
inline constexpr ProblemSpec kNotFound{"not-found", 404};
inline constexpr ProblemSpec kMethod{"method", 405};
inline constexpr ProblemSpec kSlow{"slow", 408}; ///< the body does not come
inline constexpr ProblemSpec kTooLarge{"too-large", 413};
inline constexpr ProblemSpec kEncoding{"encoding", 415}; ///< a compressed or encrypted body
inline constexpr ProblemSpec kForm{"form", 415};         ///< a Content-Type that any page can send
inline constexpr ProblemSpec kRate{"rate", 429};
inline constexpr ProblemSpec kHeader{"header", 431}; ///< too large a header
inline constexpr ProblemSpec kOverload{"overload", 503};
inline constexpr ProblemSpec kWorker{"worker", 503};
inline constexpr ProblemSpec kSpool{"spool", 503};
inline constexpr const ProblemSpec* kProblems[] = {
    &kMalformed, &kQuery,    &kReference, &kToken, &kHost, &kOrigin, &kScope,    &kNotFound, &kMethod,
    &kSlow,      &kTooLarge, &kEncoding,  &kForm,  &kRate, &kHeader, &kOverload, &kWorker,   &kSpool};

struct Problem {
  const ProblemSpec* spec = &kMalformed;
  std::string value = {}; ///< for the texts' {value}: UTF-8
  Fields fields = {};     ///< Retry-After, Allow
};

/// application/problem+json: type, title (what), status, detail (why) and mend.
[[nodiscard]] Answer answer(const Problem& problem, Language language);

} // namespace fumiban::http
