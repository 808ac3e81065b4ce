package io.tidegate.srt.lib;

import java.io.IOException;

/// A call of libsrt that failed, with its own words. Immutable.
public final class SrtException extends IOException {
  private static final long serialVersionUID = 1;

  private final int code;

  private SrtException(String what, int code, String text) {
    super(what + ": " + text + " (" + code + ")");
    this.code = code;
  }

  /// The failure of the calling thread's last call.
  static SrtException ofLastCall(String what) {
    // the code first: the text is looked up from the same record and neither call clears it
    int code = LibSrt.srt_getlasterror(0);
    return new SrtException(what, code, LibSrt.srt_getlasterror_str());
  }

  /// libsrt's number, `SRT_ERRNO` in srt.h.
  public int code() {
    return code;
  }
}
