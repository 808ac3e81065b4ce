package io.tidegate.rtsp.message;

/// The methods that Tidegate sends or understands. RFC 2326 §10.
public final class Method {
  public static final String OPTIONS = "OPTIONS";
  public static final String DESCRIBE = "DESCRIBE";
  public static final String ANNOUNCE = "ANNOUNCE";
  public static final String SETUP = "SETUP";
  public static final String PLAY = "PLAY";
  public static final String PAUSE = "PAUSE";
  public static final String RECORD = "RECORD";
  public static final String TEARDOWN = "TEARDOWN";
  public static final String GET_PARAMETER = "GET_PARAMETER";
  public static final String SET_PARAMETER = "SET_PARAMETER";

  private Method() {}
}
