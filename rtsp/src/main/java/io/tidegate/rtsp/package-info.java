/// RTSP sessions on Vert.x: [RtspPullVerticle] keeps cameras pulled. RFC 2326.
package io.tidegate.rtsp;
