# Set in aws_network_acl.app:
resource "aws_network_acl" "app" {
  egress {
    rule_no    = 90
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.0.0/16"
    from_port  = 443
    to_port    = 443
  }
}

resource "aws_network_acl_rule" "app_ingress_90" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 90
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.0.0/16"
  from_port      = 443
  to_port        = 443
}
