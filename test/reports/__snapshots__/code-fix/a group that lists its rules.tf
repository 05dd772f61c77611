# Set in aws_security_group.endpoints:
resource "aws_security_group" "endpoints" {
  ingress {
    description     = "HTTPS from the tasks"
    security_groups = [aws_security_group.tasks.id]
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
  }
}
