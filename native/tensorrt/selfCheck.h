// A library may answer to a known version and yet be laid out otherwise: it is tried on a tiny network before it is
// used.

#pragma once

namespace trtlens {

class Library;

/// Makes a network of one activation, reads every part of it back, and builds it.
/// Throws LibraryRefused with code `native.self-check-failed` and the name of the first step that came out otherwise.
void selfCheck(Library const& library);

}  // namespace trtlens
