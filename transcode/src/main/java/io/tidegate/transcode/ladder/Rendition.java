package io.tidegate.transcode.ladder;

/// One of the streams that are made of another one. Immutable.
///
/// @param name what its key has after the source's: `live/cam1_720`
public record Rendition(String name, VideoProfile video, AudioProfile audio) {}
