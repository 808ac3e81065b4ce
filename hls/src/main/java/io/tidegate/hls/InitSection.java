package io.tidegate.hls;

import io.tidegate.media.Bytes;

/// The Media Initialization Section of fMP4 segments. Immutable.
///
/// @param name last part of its URI; another one for every change
record InitSection(String name, Bytes content) {}
