/// Pictures of streams for programs that look at them: key frames as JPEG, sent to webhooks and
/// over WebSockets.
package io.tidegate.gateway.tap;
