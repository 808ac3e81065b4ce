package io.tidegate.rtmp;

/// How a stream is put into messages. Immutable; players with equal ones share their bytes.
///
/// @param chunkSize told to the peer before
/// @param streamId message stream that the messages belong to
/// @param publishes we publish at another server: metadata says so
/// @param audio false after `receiveAudio(false)`
/// @param video false after `receiveVideo(false)`
record PlayFormat(int chunkSize, int streamId, boolean publishes, boolean audio, boolean video) {
  /// What a player gets that asks for nothing else.
  static PlayFormat ofPlayer(int chunkSize) {
    return new PlayFormat(chunkSize, RtmpFeedMuxer.STREAM_ID, false, true, true);
  }

  /// What a server gets that we publish to.
  static PlayFormat ofPush(int chunkSize, int streamId) {
    return new PlayFormat(chunkSize, streamId, true, true, true);
  }

  PlayFormat withAudio(boolean wanted) {
    return new PlayFormat(chunkSize, streamId, publishes, wanted, video);
  }

  PlayFormat withVideo(boolean wanted) {
    return new PlayFormat(chunkSize, streamId, publishes, audio, wanted);
  }
}
