package io.tidegate.rtmp;

import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Refusal;

/// The codes of `onStatus` and `_result`. RTMP 1.0 §7.2, and the names that Flash Media Server
/// uses.
final class StatusCodes {
  static final String CONNECT_SUCCESS = "NetConnection.Connect.Success";
  static final String CONNECT_CLOSED = "NetConnection.Connect.Closed";
  static final String CONNECT_REJECTED = "NetConnection.Connect.Rejected";
  static final String CONNECT_INVALID_APP = "NetConnection.Connect.InvalidApp";
  static final String CALL_FAILED = "NetConnection.Call.Failed";
  static final String PUBLISH_START = "NetStream.Publish.Start";
  static final String UNPUBLISH_SUCCESS = "NetStream.Unpublish.Success";
  static final String PLAY_RESET = "NetStream.Play.Reset";
  static final String PLAY_START = "NetStream.Play.Start";
  static final String PLAY_FAILED = "NetStream.Play.Failed";
  static final String PLAY_STOP = "NetStream.Play.Stop";
  static final String PLAY_UNPUBLISH_NOTIFY = "NetStream.Play.UnpublishNotify";
  static final String PAUSE_NOTIFY = "NetStream.Pause.Notify";
  static final String SEEK_FAILED = "NetStream.Seek.Failed";
  static final String SEEK_NOTIFY = "NetStream.Seek.Notify";
  static final String UNPAUSE_NOTIFY = "NetStream.Unpause.Notify";
  private static final String PUBLISH_BAD_NAME = "NetStream.Publish.BadName";
  private static final String PUBLISH_DENIED = "NetStream.Publish.Denied";
  private static final String PUBLISH_FAILED = "NetStream.Publish.Failed";
  private static final String PLAY_NOT_FOUND = "NetStream.Play.StreamNotFound";

  private StatusCodes() {}

  static String ofRefusedPublish(Refusal refusal) {
    return switch (refusal) {
      case KEY_TAKEN, BAD_KEY, NOT_FOUND -> PUBLISH_BAD_NAME;
      case NOT_AUTHORISED, NOT_ALLOWED -> PUBLISH_DENIED;
      case UNSUPPORTED_CODEC, LIMIT_REACHED, PEER_LIMIT, NO_BANDWIDTH, SHUTTING_DOWN ->
          PUBLISH_FAILED;
    };
  }

  static String ofRefusedPlay(Refusal refusal) {
    return switch (refusal) {
      case BAD_KEY, NOT_FOUND -> PLAY_NOT_FOUND;
      case KEY_TAKEN, NOT_AUTHORISED, NOT_ALLOWED -> PLAY_FAILED;
      case UNSUPPORTED_CODEC, LIMIT_REACHED, PEER_LIMIT, NO_BANDWIDTH, SHUTTING_DOWN -> PLAY_FAILED;
    };
  }

  /// What a publisher is told when its key is taken away.
  static String ofRevoked(CloseReason reason) {
    return reason == CloseReason.TAKEN_OVER ? PUBLISH_BAD_NAME : CONNECT_CLOSED;
  }
}
