package io.tidegate.rtsp;

/// What a server answers. RFC 2326 §7.1.1, §11.
enum RtspStatus {
  OK(200, "OK"),
  BAD_REQUEST(400, "Bad Request"),
  UNAUTHORISED(401, "Unauthorized"),
  FORBIDDEN(403, "Forbidden"),
  NOT_FOUND(404, "Not Found"),
  NOT_ACCEPTABLE(406, "Not Acceptable"),
  GONE(410, "Gone"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
  PARAMETER_NOT_UNDERSTOOD(451, "Parameter Not Understood"),
  NOT_ENOUGH_BANDWIDTH(453, "Not Enough Bandwidth"),
  SESSION_NOT_FOUND(454, "Session Not Found"),
  NOT_VALID_IN_THIS_STATE(455, "Method Not Valid in This State"),
  AGGREGATE_NOT_ALLOWED(459, "Aggregate Operation Not Allowed"),
  UNSUPPORTED_TRANSPORT(461, "Unsupported Transport"),
  INTERNAL_ERROR(500, "Internal Server Error"),
  NOT_IMPLEMENTED(501, "Not Implemented"),
  UNAVAILABLE(503, "Service Unavailable"),
  VERSION_NOT_SUPPORTED(505, "RTSP Version Not Supported"),
  OPTION_NOT_SUPPORTED(551, "Option not supported");

  private final int code;
  private final String phrase;

  RtspStatus(int code, String phrase) {
    this.code = code;
    this.phrase = phrase;
  }

  int code() {
    return code;
  }

  String phrase() {
    return phrase;
  }
}
