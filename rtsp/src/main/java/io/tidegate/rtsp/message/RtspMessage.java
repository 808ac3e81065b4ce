package io.tidegate.rtsp.message;

/// What goes over an RTSP connection.
public sealed interface RtspMessage permits RtspRequest, RtspResponse, Interleaved {}
