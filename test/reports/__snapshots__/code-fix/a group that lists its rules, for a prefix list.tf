data "aws_prefix_list" "s3" {
  name = "com.amazonaws.eu-west-1.s3"
}

# Set in aws_security_group.tasks:
resource "aws_security_group" "tasks" {
  egress {
    description     = "HTTPS to an AWS service by its prefix list"
    prefix_list_ids = [data.aws_prefix_list.s3.id]
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
  }
}
