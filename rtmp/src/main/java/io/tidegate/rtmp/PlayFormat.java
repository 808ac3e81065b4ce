package io.tidegate.rtmp;

/// What a player gets of a stream. Immutable; players with equal ones share their bytes.
///
/// @param chunkSize told to the player before
/// @param audio false after `receiveAudio(false)`
/// @param video false after `receiveVideo(false)`
record PlayFormat(int chunkSize, boolean audio, boolean video) {}
