package io.tidegate.srt.lib;

/// Where a socket stands, as libsrt counts it (`SRT_SOCKSTATUS`).
public enum SrtState {
  INIT,
  OPENED,
  LISTENING,
  CONNECTING,
  CONNECTED,
  BROKEN,
  CLOSING,
  CLOSED,
  NONEXISTENT;

  private static final SrtState[] BY_NUMBER = values();

  static SrtState of(int number) {
    return number >= 1 && number <= BY_NUMBER.length ? BY_NUMBER[number - 1] : NONEXISTENT;
  }
}
